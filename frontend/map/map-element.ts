/**
 * What both map elements have in common: the canvas, the ground, the boundary, the tools, the scale and the attribution.
 *
 * Attributes of every map element (all optional):
 * - `data-label`: the accessible name of the map;
 * - `data-ground-url`: our vector tiles, default `/tiles/ground/{z}/{x}/{y}`;
 * - `data-basemap-url`, `data-basemap-attribution`: the installation's base map instead of our ground;
 * - `data-attribution`: what is said of the data's sources at the lower edge;
 * - `data-boundary-url`: GeoJSON (Feature or FeatureCollection, EPSG:4326) of the authority's boundary;
 * - `data-centre`: `longitude,latitude` to begin at when there is no boundary.
 * Markup inside the element stays where it is (a legend in a `.map-box`, a notice for readers without the script is best
 * put in `<noscript>`). The element takes its size from the stylesheet and needs `class="map"`.
 *
 * Keyboard: the map can be focused; arrows pan, + and − zoom. No WebGL, no worker, no inline style in markup.
 */
import OlMap from "ol/Map";
import View from "ol/View";
import type Feature from "ol/Feature";
import VectorSource from "ol/source/Vector";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import { createEmpty, extend, isEmpty, type Extent } from "ol/extent";
import { fromLonLat, transformExtent } from "ol/proj";
import { fetchFeatures } from "./geojson";
import { boundaryLayers, groundLayers } from "./ground";
import { made, toolButton } from "./elements";
import { addScale } from "./scale";
import { fontReady, forgetColours } from "./palette";
import { forgetSymbols } from "./symbols";
import { figure, say } from "./words";

/** Thailand with a margin, EPSG:4326: nobody gets lost beyond it. */
const COUNTRY: Extent = [95.5, 4.2, 107.5, 21.8];
const WHOLE_COUNTRY: Extent = [97.3, 5.6, 105.7, 20.5];
const FIT = { padding: [44, 44, 44, 60], maxZoom: 17 };

/** The whole country in web mercator. */
export function countryExtent(): Extent {
  return transformExtent(WHOLE_COUNTRY, "EPSG:4326", "EPSG:3857");
}

export abstract class MapElement extends HTMLElement {
  protected map!: OlMap;
  protected canvas!: HTMLElement;
  protected tools!: HTMLElement;
  protected boundary: VectorSource | null = null;
  private note: HTMLElement | null = null;
  private begun = false;

  connectedCallback(): void {
    if (this.begun) return;
    this.begun = true;
    void this.begin();
  }

  disconnectedCallback(): void {
    if (!this.isConnected && this.begun) this.map.setTarget(undefined);
  }

  /** What an element adds: its layers, tools and listeners. Called once, after the ground and the boundary are there. */
  protected abstract prepare(): Promise<void>;

  private async begin(): Promise<void> {
    this.buildFrame();
    await fontReady();
    this.map = this.makeMap();
    addScale(this.map, this);
    await this.addGround();
    await this.prepare();
    document.addEventListener("preferences-change", () => { this.redraw(); });
    this.dataset.ready = "true";
    this.dispatchEvent(new CustomEvent("map-ready", { bubbles: true }));
  }

  private buildFrame(): void {
    this.canvas = made("map-canvas", { tabindex: "0", role: "application", "aria-label": this.dataset.label ?? say("map") });
    this.tools = made("map-tools no-print", { role: "group", "aria-label": say("map") });
    this.tools.append(
      toolButton("plus", say("zoomIn"), () => { this.zoomBy(1); }),
      toolButton("minus", say("zoomOut"), () => { this.zoomBy(-1); }),
      toolButton("map", say("wholeArea"), () => { this.showWhole(); }),
    );
    this.prepend(this.canvas, this.tools);
    const sources = [this.dataset.attribution, this.dataset.basemapUrl ? this.dataset.basemapAttribution : ""].filter(Boolean);
    if (sources.length > 0) {
      const line = made("map-attribution", {}, "p");
      line.textContent = sources.join(" · ");
      this.append(line);
    }
  }

  private makeMap(): OlMap {
    const view = new View({
      extent: transformExtent(COUNTRY, "EPSG:4326", "EPSG:3857"),
      showFullExtent: true, minZoom: 4, maxZoom: 21, enableRotation: false, constrainOnlyCenter: true,
    });
    const map = new OlMap({
      target: this.canvas, keyboardEventTarget: this.canvas, controls: [], view,
      interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
    });
    const [longitude, latitude] = (this.dataset.centre ?? "").split(",").map(Number);
    if (this.dataset.centre && longitude !== undefined && latitude !== undefined && !Number.isNaN(longitude + latitude)) {
      view.setCenter(fromLonLat([longitude, latitude]));
      view.setZoom(13);
    } else {
      view.fit(countryExtent(), { size: map.getSize() ?? [600, 600] });
    }
    return map;
  }

  private async addGround(): Promise<void> {
    const features = await this.fetched(this.dataset.boundaryUrl);
    const basemapUrl = this.dataset.basemapUrl ?? "";
    const layers = await groundLayers({
      groundUrl: this.dataset.groundUrl ?? "/tiles/ground/{z}/{x}/{y}",
      basemapUrl,
      basemapAttribution: this.dataset.basemapAttribution ?? "",
      hasBoundary: features.length > 0,
    });
    for (const layer of layers) this.map.addLayer(layer);
    if (features.length === 0) return;
    this.boundary = new VectorSource({ wrapX: false, features });
    for (const layer of boundaryLayers(this.boundary, basemapUrl !== "")) this.map.addLayer(layer);
    this.showWhole(0);
  }

  /** The features of an address; none when there is no address, or when it does not answer, which is then said. */
  protected async fetched(url: string | undefined): Promise<Feature[]> {
    if (!url) return [];
    try {
      const { features, isWhole } = await fetchFeatures(url);
      if (!isWhole) this.announce(say("onlyTheFirst", { n: figure(features.length) }));
      return features;
    } catch {
      this.announce(say("dataNotLoaded"), true);
      return [];
    }
  }

  /** What "the whole area" is: the boundary, or else whatever the element shows. */
  protected wholeExtent(): Extent {
    const extent = createEmpty();
    const drawn = this.boundary?.getExtent();
    if (drawn) extend(extent, drawn);
    return extent;
  }

  /** Shows the whole area, in `duration` milliseconds. */
  showWhole(duration = 250): void {
    const extent = this.wholeExtent();
    if (!isEmpty(extent)) this.fitTo(extent, duration);
  }

  protected fitTo(extent: Extent, duration = 250, maxZoom = FIT.maxZoom): void {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const small = this.clientWidth < 500;
    this.map.getView().fit(extent, { ...FIT, maxZoom, ...(small ? { padding: [24, 24, 24, 24] } : {}), duration: calm ? 0 : duration });
  }

  private zoomBy(step: number): void {
    const view = this.map.getView();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    view.animate({ zoom: (view.getZoom() ?? 10) + step, duration: calm ? 0 : 180 });
  }

  /** A sentence over the map; `danger` for what went wrong. An empty text takes it away. */
  protected announce(text: string, danger = false): void {
    if (this.note === null) {
      this.note = made("map-note", { role: "status" });
      this.append(this.note);
    }
    this.note.hidden = text === "";
    this.note.classList.toggle("map-note-danger", danger);
    this.note.textContent = text;
  }

  /** Draws everything again in the colours and digits the reader has now chosen. */
  protected redraw(): void {
    forgetColours();
    forgetSymbols();
    for (const layer of this.map.getAllLayers()) layer.changed();
  }
}
