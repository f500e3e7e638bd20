/** The scale bar: a round length on the ground at the middle of the map, in metres or kilometres. */
import type OlMap from "ol/Map";
import { toLonLat } from "ol/proj";
import { bothDigits, made } from "./elements";
import { say } from "./words";

const LONGEST_PIXELS = 110;
const SVG = "http://www.w3.org/2000/svg";

/** The largest of 1, 2, 5 × 10ⁿ that is not above `limit`. */
export function roundBelow(limit: number): number {
  const power = 10 ** Math.floor(Math.log10(limit));
  return ([5, 2, 1].find((step) => step * power <= limit) ?? 1) * power;
}

/** Adds a scale bar to the frame of a map and keeps it true. */
export function addScale(map: OlMap, frame: HTMLElement): void {
  const bar = made("map-scale", { "aria-hidden": "true" });
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  drawing.append(path);
  const words = made("", {}, "span");
  bar.append(drawing, words);
  frame.append(bar);
  const draw = (): void => {
    const view = map.getView();
    const centre = view.getCenter();
    const resolution = view.getResolution();
    if (centre === undefined || resolution === undefined) return;
    const metresPerPixel = resolution * Math.cos(((toLonLat(centre)[1] ?? 0) * Math.PI) / 180);
    const metres = roundBelow(metresPerPixel * LONGEST_PIXELS);
    const width = Math.round(metres / metresPerPixel);
    drawing.setAttribute("width", String(width));
    drawing.setAttribute("viewBox", `0 0 ${width} 7`);
    path.setAttribute("d", `M.75 0v6h${width - 1.5}v-6`);
    const unit = metres < 1000 ? say("metres") : say("kilometres");
    words.replaceChildren(bothDigits(`${(metres < 1000 ? metres : metres / 1000).toLocaleString("en-US")}\u00a0${unit}`));
  };
  map.on("moveend", draw);
  map.getView().on("change:resolution", draw);
}
