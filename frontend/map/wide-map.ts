/**
 * `<wide-map class="map am-map">`: all projects of a selection as vector tiles, counted in cells from afar and one by one
 * close up. Attributes, besides those of every map element (see map-element.ts):
 * - `data-tiles-url`: our project tiles with the selection's filters, `{z}/{x}/{y}` in it. A tile holds either cells
 *   (`count`, `problems`) or points (`id`, `stage`, perhaps `name`); the header `Cells-Age` of a tile with cells tells for
 *   how many seconds writes have been waiting to be counted;
 * - `data-project-url`: the JSON of one project, `{id}` in it;
 * - `data-form`: the id of the filter form, which then carries the view (`at`) along.
 *
 * Pressing a cell goes nearer; pressing a project shows its name and the way to its page. The table beside the map is the
 * way of the keyboard, and the page is whole without the script.
 */
import Feature from "ol/Feature";
import type RenderFeature from "ol/render/Feature";
import VectorTile from "ol/VectorTile";
import type { FeatureLike } from "ol/Feature";
import MVT from "ol/format/MVT";
import VectorTileLayer from "ol/layer/VectorTile";
import VectorTileSource from "ol/source/VectorTile";
import { boundingExtent, isEmpty, type Extent } from "ol/extent";
import { createXYZ } from "ol/tilegrid";
import type Style from "ol/style/Style";
import { MapElement, countryExtent } from "./map-element";
import { ProjectCard } from "./project-card";
import { cellDisc, cellRadius, stageMark } from "./symbols";
import { goTo, keepPlace, placeInAddress, writePlace } from "./view-state";
import { figure, say, spanWords } from "./words";

const TILE_PIXELS = 512;
/** The zooms of our tiles: below the first the cells are those of the first. */
const WIDEST_TILES = 4;
const DEEPEST_TILES = 16;
const MARK_PIXELS = 13;
const MARK_REACH = 10;
const WIDEST_REACH = 12;
/** How many zooms a pressed cell goes nearer. */
const STEP = 2;
/** Younger than this, in seconds, what is still uncounted is not worth a word. */
const WORTH_SAYING = 5;

function countOf(feature: FeatureLike): number {
  return Number(feature.get("count") ?? 0);
}

function look(feature: FeatureLike): Style {
  const count = countOf(feature);
  return count > 0 ? cellDisc(count) : stageMark(Number(feature.get("stage") ?? 3), MARK_PIXELS);
}

interface ProjectAnswer {
  name?: string;
  code?: string;
}

export class WideMap extends MapElement {
  private readonly card = new ProjectCard(this);
  private readonly ages = new Map<string, number>();
  private layer!: VectorTileLayer;
  private untouched = "";

  protected override async prepare(): Promise<void> {
    this.layer = new VectorTileLayer({ source: this.tiles(), style: look, zIndex: 50, renderBuffer: 16, updateWhileAnimating: true });
    this.map.addLayer(this.layer);
    this.listen();
    const asked = placeInAddress();
    if (asked) goTo(this.map.getView(), asked);
    this.untouched = writePlace(this.map.getView());
    return Promise.resolve();
  }

  /** The province when there is one, else the country. */
  protected override wholeExtent(): Extent {
    const whole = super.wholeExtent();
    return isEmpty(whole) ? countryExtent() : whole;
  }

  private tiles(): VectorTileSource {
    const format = new MVT<RenderFeature>();
    return new VectorTileSource({
      format,
      url: this.dataset.tilesUrl ?? "",
      tileGrid: createXYZ({ tileSize: TILE_PIXELS, minZoom: WIDEST_TILES, maxZoom: DEEPEST_TILES }),
      wrapX: false,
      transition: 0,
      tileLoadFunction: (tile, url) => {
        if (!(tile instanceof VectorTile)) return;
        const vectorTile = tile as VectorTile<RenderFeature>;
        vectorTile.setLoader((extent, _resolution, projection) => {
          void this.fetchTile(url).then(
            (bytes) => { vectorTile.setFeatures(format.readFeatures(bytes, { extent, featureProjection: projection })); },
            () => {
              vectorTile.setFeatures([]);
              this.announce(say("dataNotLoaded"), true);
            },
          );
        });
      },
    });
  }

  private async fetchTile(url: string): Promise<ArrayBuffer> {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    this.ages.set(url, Number(answer.headers.get("Cells-Age") ?? 0));
    this.tellAge();
    return answer.arrayBuffer();
  }

  /** Says for how long writes have been waiting to be counted in the cells that are drawn. */
  private tellAge(): void {
    const oldest = Math.max(0, ...this.ages.values());
    this.announce(oldest > WORTH_SAYING ? say("cellsAge", { span: spanWords(oldest) }) : "");
  }

  private listen(): void {
    this.map.on("pointermove", (event) => {
      if (event.dragging) return;
      const mark = this.markAt(event.pixel);
      this.canvas.style.cursor = mark ? "pointer" : "";
      this.card.tell(mark ? this.wordsOf(mark) : null, event.pixel);
    });
    this.canvas.addEventListener("pointerleave", () => { this.card.tell(null, [0, 0]); });
    this.map.on("click", (event) => {
      const mark = this.markAt(event.pixel);
      if (mark === null) return;
      if (countOf(mark) > 0) this.goNearer(mark);
      else void this.showProject(mark);
    });
    const form = document.getElementById(this.dataset.form ?? "");
    this.map.on("movestart", () => { this.ages.clear(); });
    this.map.on("moveend", () => {
      if (this.dataset.ready !== "true" || writePlace(this.map.getView()) === this.untouched) return;
      keepPlace(this.map.getView(), form instanceof HTMLFormElement ? form : null);
    });
    this.addEventListener("card-close", () => { this.card.show(null); });
  }

  /** The mark nearest to a pixel, if it reaches it. */
  private markAt(pixel: number[]): RenderFeature | null {
    const [x = 0, y = 0] = pixel;
    const reach = WIDEST_REACH;
    const corners = [this.map.getCoordinateFromPixel([x - reach, y - reach]), this.map.getCoordinateFromPixel([x + reach, y + reach])];
    let nearest: RenderFeature | null = null;
    let best = Infinity;
    for (const feature of this.layer.getFeaturesInExtent(boundingExtent(corners)) as unknown as RenderFeature[]) {
      const [left = 0, top = 0] = this.map.getPixelFromCoordinate(feature.getFlatCoordinates());
      const away = Math.hypot(left - x, top - y);
      const radius = countOf(feature) > 0 ? cellRadius(countOf(feature)) + 2 : MARK_REACH;
      if (away <= radius && away < best) {
        nearest = feature;
        best = away;
      }
    }
    return nearest;
  }

  private wordsOf(mark: RenderFeature): [string, string] | null {
    const count = countOf(mark);
    if (count === 0) {
      const name = mark.get("name") as unknown;
      return typeof name === "string" ? [name, ""] : null;
    }
    const problems = Number(mark.get("problems") ?? 0);
    return [say("zoomToSee", { n: figure(count) }), problems > 0 ? say("withProblems", { n: figure(problems) }) : ""];
  }

  private goNearer(cell: RenderFeature): void {
    const view = this.map.getView();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    view.animate({ center: cell.getFlatCoordinates().slice(0, 2), zoom: (view.getZoom() ?? 6) + STEP, duration: calm ? 0 : 250 });
  }

  private async showProject(mark: RenderFeature): Promise<void> {
    const id = String(mark.get("id"));
    const answer = await fetch((this.dataset.projectUrl ?? "").replace("{id}", id), { credentials: "same-origin" });
    if (!answer.ok) {
      this.announce(say("dataNotLoaded"), true);
      return;
    }
    const project = (await answer.json()) as ProjectAnswer;
    this.card.show(new Feature({ name: project.name, code: project.code, url: `/projects/${id}/` }));
  }
}
