/**
 * The drawn signs of the maps: the eight stage shapes, pins with the edge of their grade, cluster discs, numbered rings
 * for readings, the accuracy ring and the drift line. They are drawn with canvas paths (no image is fetched), in the
 * shapes of `_sprite.html`, and kept, so that a thousand marks share a few pictures.
 */
import Icon from "ol/style/Icon";
import Style from "ol/style/Style";
import Stroke from "ol/style/Stroke";
import Fill from "ol/style/Fill";
import Text from "ol/style/Text";
import { colour, faded, font, stageColour } from "./palette";
import { figure } from "./words";

export type Grade = "A" | "B" | "C" | "D";

/** Pictures are drawn three times as large as shown, so that they stay sharp on phones. */
const SHARPNESS = 3;

interface Shape {
  /** The silhouette in a 16 × 16 box: what the white casing follows. */
  outline: string;
  draw: (context: CanvasRenderingContext2D, ink: string) => void;
}

const CIRCLE = (radius: number): string =>
  `M${8 - radius} 8a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;

function filled(outline: string): Shape {
  return {
    outline,
    draw: (context, ink) => {
      context.fillStyle = ink;
      context.fill(new Path2D(outline));
    },
  };
}

function open(outline: string, width: number, dot = ""): Shape {
  return {
    outline,
    draw: (context, ink) => {
      context.fillStyle = "#fff";
      context.fill(new Path2D(outline));
      context.strokeStyle = ink;
      context.lineWidth = width;
      context.stroke(new Path2D(outline));
      context.fillStyle = ink;
      if (dot) context.fill(new Path2D(dot));
    },
  };
}

const HEXAGON = "M8 .3 14.8 4.2v7.6L8 15.7 1.2 11.8V4.2z";

const SHAPES: readonly Shape[] = [
  open(CIRCLE(5), 3),
  open(CIRCLE(6), 2, CIRCLE(2.6)),
  open("M3.2 3.2h9.6v9.6H3.2z", 2.6),
  filled("M2.2 2.2h11.6v11.6H2.2z"),
  filled("M8 .6 15.4 8 8 15.4.6 8z"),
  filled("M8 1.2 15.6 14.6H.4z"),
  filled(CIRCLE(6.8)),
  {
    outline: HEXAGON,
    draw: (context, ink) => {
      context.fillStyle = ink;
      context.fill(new Path2D(HEXAGON));
      context.strokeStyle = "#fff";
      context.lineWidth = 1.9;
      context.lineCap = "round";
      context.stroke(new Path2D("m4.6 8.2 2.4 2.4 4.4-4.8"));
    },
  },
];

/** Tip at 0,0; the head's centre 22 units above. */
const PIN = "M0 0C-7-11-12-15-12-22a12 12 0 0 1 24 0C12-15 7-11 0 0z";
const GRADE_DASH: Record<Grade, number[]> = { A: [], B: [], C: [4, 2.5], D: [0.1, 3.2] };

const kept = new Map<string, Style>();

/** Throws the kept pictures away, after the contrast or the digits changed. */
export function forgetSymbols(): void {
  kept.clear();
}

function keep(key: string, make: () => Style): Style {
  let style = kept.get(key);
  if (style === undefined) {
    style = make();
    kept.set(key, style);
  }
  return style;
}

/** A picture of `width` × `height` screen pixels whose drawing coordinates start at `left`, `top` and are `unit` pixels each. */
function picture(
  width: number, height: number, left: number, top: number, unit: number, paint: (context: CanvasRenderingContext2D) => void,
): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * SHARPNESS);
  canvas.height = Math.ceil(height * SHARPNESS);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser cannot draw");
  context.scale(SHARPNESS * unit, SHARPNESS * unit);
  context.translate(-left, -top);
  context.lineJoin = "round";
  paint(context);
  return canvas;
}

function icon(canvas: HTMLCanvasElement, anchor: [number, number], declutterMode: "none" | "obstacle" = "obstacle"): Icon {
  return new Icon({ img: canvas, scale: 1 / SHARPNESS, anchor, declutterMode });
}

/** The mark of a project that is not looked at: its stage's shape, `size` pixels, with a white casing. */
export function stageMark(stage: number, size = 15, ringed = false): Style {
  return keep(`stage ${stage} ${size} ${ringed}`, () => {
    const shape = SHAPES[stage - 1] ?? SHAPES[2];
    const unit = size / 18;
    const margin = ringed ? 6 : 2;
    const side = (16 + 2 * margin) * unit;
    const canvas = picture(side, side, -margin, -margin, unit, (context) => {
      if (ringed) ringBehind(context);
      context.strokeStyle = colour("halo");
      context.lineWidth = 3;
      context.stroke(new Path2D(shape?.outline));
      shape?.draw(context, stageColour(stage));
    });
    return new Style({ image: icon(canvas, [0.5, 0.5]) });
  });
}

function ringBehind(context: CanvasRenderingContext2D): void {
  context.beginPath();
  context.arc(8, 8, 13, 0, 2 * Math.PI);
  context.fillStyle = colour("select");
  context.fill();
  context.strokeStyle = colour("ink");
  context.lineWidth = 1.6;
  context.stroke();
}

/**
 * The pin: body in the stage's colour, edge by grade (A filled, B solid, C dashed, D dotted), letter inside, tip at the
 * place. Without a grade, the pin of a position that is still a draft: solid edge and no letter.
 */
export function pin(stage: number, grade: Grade | "", scale = 1.15): Style {
  return keep(`pin ${stage} ${grade} ${scale}`, () => {
    const ink = stageColour(stage);
    const canvas = picture(30 * scale, 40 * scale, -15, -37, scale, (context) => {
      const body = new Path2D(PIN);
      const solid = grade === "A";
      context.strokeStyle = "#fff";
      context.lineWidth = 5;
      context.stroke(body);
      context.fillStyle = solid ? ink : "#fff";
      context.fill(body);
      context.strokeStyle = ink;
      context.lineWidth = 2.4;
      context.lineCap = grade === "D" ? "round" : "butt";
      context.setLineDash(grade === "" ? [] : GRADE_DASH[grade]);
      context.stroke(body);
      context.setLineDash([]);
      context.fillStyle = solid ? "#fff" : ink;
      if (grade === "") context.fill(new Path2D("M-4-22a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"));
      else letter(context, grade, 0, -17, 14);
    });
    return new Style({ image: icon(canvas, [0.5, 37 / 40], "none"), zIndex: 10 });
  });
}

function letter(context: CanvasRenderingContext2D, text: string, x: number, baseline: number, pixels: number): void {
  context.font = font(pixels, 600);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillText(text, x, baseline);
}

/** Radius of a cluster's disc in pixels: 12 + 2·log₂(n), at most 30. */
export function clusterRadius(count: number): number {
  return Math.min(30, 12 + 2 * Math.log2(count));
}

/** A cluster: white disc, navy edge, the count, and a gamboge arc for the share with problems. */
export function cluster(count: number, problems: number, ringed: boolean): Style {
  const text = figure(count);
  return keep(`cluster ${text} ${problems} ${ringed}`, () => {
    const radius = clusterRadius(count);
    const half = radius + 8;
    const canvas = picture(2 * half, 2 * half, -half, -half, 1, (context) => {
      context.beginPath();
      context.arc(0, 0, radius, 0, 2 * Math.PI);
      context.fillStyle = ringed ? colour("select") : colour("paper");
      context.fill();
      context.lineWidth = ringed ? 3 : 2;
      context.strokeStyle = ringed ? colour("ink") : colour("brand");
      context.stroke();
      if (problems > 0) problemArc(context, radius + 4, problems / count);
      context.fillStyle = colour("ink");
      letter(context, text, 0, 4.7, 13);
    });
    return new Style({ image: icon(canvas, [0.5, 0.5]), zIndex: 5 });
  });
}

/** Radius of a cell's disc in pixels: 3 for less than ten projects, 1.2 more for every further digit of the count. */
export function cellRadius(count: number): number {
  return 3 + 1.2 * Math.min(4, Math.floor(Math.log10(Math.max(1, count))));
}

/** A cell of the wide map: a disc whose size tells the order of magnitude of the count, as in the legend of the page. */
export function cellDisc(count: number): Style {
  const radius = cellRadius(count);
  return keep(`cell ${radius}`, () => {
    const half = radius + 1;
    const canvas = picture(2 * half, 2 * half, -half, -half, 1, (context) => {
      context.beginPath();
      context.arc(0, 0, radius, 0, 2 * Math.PI);
      context.fillStyle = faded(colour("brand"), 0.8);
      context.fill();
      context.lineWidth = 1;
      context.strokeStyle = colour("halo");
      context.stroke();
    });
    return new Style({ image: icon(canvas, [0.5, 0.5], "none") });
  });
}

function problemArc(context: CanvasRenderingContext2D, radius: number, share: number): void {
  context.beginPath();
  context.arc(0, 0, radius, -Math.PI / 2, -Math.PI / 2 + share * 2 * Math.PI);
  context.lineWidth = 4;
  context.strokeStyle = colour("state-problem");
  context.stroke();
}

/** A ring with a short text inside: a reading's number, or ผ and ส for the planned and the contract position. */
export function lettered(text: string, dashed = false): Style {
  return keep(`lettered ${text} ${dashed}`, () => {
    const canvas = picture(26, 26, -13, -13, 1, (context) => {
      context.beginPath();
      context.arc(0, 0, 10, 0, 2 * Math.PI);
      context.fillStyle = "#fff";
      context.fill();
      context.strokeStyle = colour("ink");
      context.lineWidth = 2;
      context.setLineDash(dashed ? [3, 2.2] : []);
      context.stroke();
      context.fillStyle = colour("ink");
      letter(context, text, 0, 4.6, 13);
    });
    return new Style({ image: icon(canvas, [0.5, 0.5], "none"), zIndex: 8 });
  });
}

/** A single fix of the device. */
export function fixDot(): Style {
  return keep("fix", () => {
    const canvas = picture(6, 6, -3, -3, 1, (context) => {
      context.beginPath();
      context.arc(0, 0, 2.2, 0, 2 * Math.PI);
      context.fillStyle = faded(colour("link"), 0.6);
      context.fill();
    });
    return new Style({ image: icon(canvas, [0.5, 0.5], "none"), zIndex: 2 });
  });
}

/** The ring within which the device says it is, drawn to scale. */
export function accuracyRing(): Style {
  return keep("accuracy", () => new Style({
    fill: new Fill({ color: faded("#2f6fb0", 0.14) }), stroke: new Stroke({ color: colour("link"), width: 1.4 }), zIndex: 1,
  }));
}

/** The line between two places that should be one. */
export function driftLine(): Style {
  return keep("drift", () => new Style({ stroke: new Stroke({ color: colour("danger"), width: 2, lineDash: [5, 3] }) }));
}

/** Its length, written over the middle of it. */
export function driftLength(text: string): Style {
  return new Style({ text: label(text, { weight: 600, above: true }) });
}

interface LabelLook {
  pixels?: number;
  weight?: 400 | 600;
  ink?: string;
  above?: boolean;
  /** Pixels below the point, for a name under a sign. */
  offsetY?: number;
}

/** A map label: ink with a white halo under the fill. */
export function label(text: string, look: LabelLook = {}): Text {
  return new Text({
    text,
    font: font(look.pixels ?? 13, look.weight ?? 400),
    fill: new Fill({ color: look.ink ?? colour("ink") }),
    stroke: new Stroke({ color: colour("halo"), width: 3.5 }),
    offsetY: look.offsetY ?? (look.above ? -10 : 0),
    overflow: true,
    padding: [2, 4, 2, 4],
  });
}
