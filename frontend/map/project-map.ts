/**
 * `<project-map class="map am-map">`: the projects of a selection on the map, in step with the list beside it.
 *
 * Attributes, besides those of every map element (see map-element.ts):
 * - `data-projects-url`: GeoJSON points (EPSG:4326), in pages if the answer names a `next` one (ask for `limit=1000`), with
 *   the feature id, or `id`, of the project and the properties
 *   `name`, `code`, `stage` (1–8), `grade` (`A`–`D` or empty), `problems` (a bit mask or count, 0 for none), and, if there
 *   is one, `url` of the project's page;
 * - `data-list`: a selector of the list; its rows carry `data-project="ID"` and may carry `data-grade="A"`;
 * - `data-selected`: the project to begin with, else the `project` of the address;
 * - `data-positions`: the id of a JSON script `{pin: [lon, lat] | null, others: [{letter, longitude, latitude}]}` with the
 *   positions of the one project shown: the others are drawn with their letters, and how far they lie from the pin;
 * - `data-form`: the id of the filter form, which then carries the view (`at`) along.
 *
 * Events (they bubble): `project-select` and `project-hover`, each with `detail.id` (a string, or null for none);
 * `map-ready`. Methods: `select(id, {pan})`, `hover(id)`, `load(url)`, `showWhole()`.
 *
 * The list is the way of the keyboard: focusing a row's link marks the project on the map, `aria-current` on the row says
 * which one is selected. Without the script the page still has its list.
 */
import type Feature from "ol/Feature";
import type { FeatureLike } from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import Cluster from "ol/source/Cluster";
import VectorSource from "ol/source/Vector";
import type Style from "ol/style/Style";
import type { Extent } from "ol/extent";
import { boundingExtent, createEmpty, extend, getHeight, getWidth, isEmpty } from "ol/extent";
import { fromLonLat } from "ol/proj";
import { MapElement } from "./map-element";
import { ProjectCard } from "./project-card";
import { ProjectList } from "./project-list";
import { PinSurroundings, type OtherPosition } from "./pin-surroundings";
import type { LonLat } from "./geodesy";
import { markAt } from "./hits";
import { cluster, clusterRadius, pin, stageMark, type Grade } from "./symbols";
import { goTo, keepPlace, placeInAddress, writePlace } from "./view-state";

/** Marks nearer than this many pixels become one disc. */
const CLUSTER_PIXELS = 44;
/** Members of a disc that lie within this many metres are shown one after the other: no zoom would part them. */
const SAME_SPOT_M = 6;
const CLOSEST_ZOOM = 20;
/** How near, in pixels, the pointer must come to a single mark, and to the largest disc. */
const MARK_REACH = 15;
const WIDEST_REACH = 36;

export function idOf(feature: FeatureLike): string {
  return String(feature.getId() ?? feature.get("id"));
}

function stageOf(feature: FeatureLike): number {
  return Number(feature.get("stage") ?? 3);
}

export function gradeOf(feature: FeatureLike): Grade | "" {
  return asGrade(String(feature.get("grade") ?? ""));
}

function asGrade(grade: string): Grade | "" {
  return grade === "A" || grade === "B" || grade === "C" || grade === "D" ? grade : "";
}

function membersOf(disc: FeatureLike): Feature[] {
  return (disc.get("features") as Feature[] | undefined) ?? [];
}

export class ProjectMap extends MapElement {
  private readonly projects = new VectorSource();
  private readonly discs = new Cluster({
    source: this.projects,
    distance: CLUSTER_PIXELS,
    geometryFunction: (feature) => (idOf(feature) === this.selected ? null : (feature.getGeometry() as Point)),
  });
  private readonly chosen = new VectorSource();
  private readonly marks = new VectorLayer({ source: this.discs, style: (disc) => this.markStyle(disc), zIndex: 80 });
  private readonly pins = new VectorLayer({ source: this.chosen, style: (feature) => pin(stageOf(feature), this.gradeShown(feature)), zIndex: 90 });
  private readonly card = new ProjectCard(this);
  private list: ProjectList | null = null;
  private selected: string | null = null;
  private hovered: string | null = null;
  private untouched = "";

  protected override async prepare(): Promise<void> {
    this.map.addLayer(this.marks);
    this.map.addLayer(this.pins);
    this.list = ProjectList.of(this.dataset.list, {
      hover: (id) => { this.hover(id); },
      select: (id) => { this.select(id, { pan: true }); },
    });
    const positions = this.drawPositions();
    this.listen();
    await this.load(this.dataset.projectsUrl);
    const asked = placeInAddress();
    if (asked) goTo(this.map.getView(), asked);
    const selected = this.dataset.selected ?? new URLSearchParams(location.search).get("project");
    if (selected) this.select(selected, { pan: asked === null });
    if (positions && asked === null) this.map.getView().fit(positions, { padding: [60, 60, 60, 60], maxZoom: 17 });
    this.untouched = writePlace(this.map.getView());
  }

  /** The positions of the one project that is shown, kept apart, with the metres between them; where they all lie. */
  private drawPositions(): Extent | null {
    const told = document.getElementById(this.dataset.positions ?? "")?.textContent;
    if (!told) return null;
    const { pin: place, others } = JSON.parse(told) as { pin: LonLat | null; others: OtherPosition[] };
    const surroundings = new PinSurroundings();
    for (const layer of surroundings.layers) this.map.addLayer(layer);
    surroundings.setPin(place, null);
    surroundings.setPositions(others);
    if (!place || others.length === 0) return null;
    const all = [[...place], ...others.map((one) => [one.longitude, one.latitude])];
    return boundingExtent(all.map((one) => fromLonLat(one)));
  }

  /** Loads other projects into the map, for example after the filters changed without a new page. */
  async load(url: string | undefined): Promise<void> {
    const features = await this.fetched(url);
    this.projects.clear();
    this.projects.addFeatures(features.filter((feature) => feature.getGeometry() instanceof Point));
    if (this.boundary === null) this.showWhole(0);
  }

  protected override wholeExtent(): Extent {
    const whole = super.wholeExtent();
    const drawn = this.projects.getExtent();
    if (isEmpty(whole) && drawn && !this.projects.isEmpty()) extend(whole, drawn);
    return whole;
  }

  /** The grade of a feature, or else the one its row in the list carries as `data-grade`. */
  private gradeShown(feature: FeatureLike): Grade | "" {
    return gradeOf(feature) || asGrade(this.list?.gradeOf(idOf(feature)) ?? "");
  }

  private markStyle(disc: FeatureLike): Style | undefined {
    const members = membersOf(disc);
    const ringed = this.hovered !== null && members.some((member) => idOf(member) === this.hovered);
    const only = members[0];
    if (only === undefined) return undefined;
    if (members.length === 1) return stageMark(stageOf(only), 18, ringed);
    const problems = members.filter((member) => Number(member.get("problems") ?? 0) > 0).length;
    return cluster(members.length, problems, ringed);
  }

  private listen(): void {
    this.map.on("pointermove", (event) => {
      if (event.dragging) return;
      const disc = this.discAt(event.pixel);
      this.canvas.style.cursor = disc ? "pointer" : "";
      const members = disc ? membersOf(disc) : [];
      this.hover(members.length === 1 && members[0] ? idOf(members[0]) : null);
      this.card.hint(members, event.pixel);
    });
    this.canvas.addEventListener("pointerleave", () => {
      this.hover(null);
      this.card.hint([], [0, 0]);
    });
    this.map.on("click", (event) => {
      const disc = this.discAt(event.pixel);
      if (disc) this.press(membersOf(disc));
    });
    const form = document.getElementById(this.dataset.form ?? "");
    this.map.on("moveend", () => {
      if (this.dataset.ready !== "true" || writePlace(this.map.getView()) === this.untouched) return;
      keepPlace(this.map.getView(), form instanceof HTMLFormElement ? form : null);
    });
    this.addEventListener("card-close", () => { this.select(null); });
  }

  private discAt(pixel: number[]): Feature | null {
    return markAt(this.map, this.discs, pixel, (disc) => {
      const count = membersOf(disc).length;
      return count > 1 ? clusterRadius(count) + 4 : MARK_REACH;
    }, WIDEST_REACH);
  }

  private press(members: Feature[]): void {
    const around = createEmpty();
    for (const member of members) extend(around, member.getGeometry()?.getExtent() ?? []);
    if (members.length > 1 && Math.max(getWidth(around), getHeight(around)) > SAME_SPOT_M) {
      this.fitTo(around, 250, CLOSEST_ZOOM);
      return;
    }
    const ids = members.map(idOf).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    const after = ids.find((id) => this.selected !== null && id.localeCompare(this.selected, "en", { numeric: true }) > 0);
    this.select(after ?? ids[0] ?? null);
  }

  /** Marks a project on the map and in the list; null marks none. */
  hover(id: string | null): void {
    if (id === this.hovered) return;
    this.hovered = id;
    this.list?.showHover(id);
    this.marks.changed();
    this.dispatchEvent(new CustomEvent("project-hover", { bubbles: true, detail: { id } }));
  }

  /** Selects a project: it becomes a pin, its row is the current one, and the address names it. */
  select(id: string | null, { pan = false }: { pan?: boolean } = {}): void {
    const feature = id === null ? undefined : this.projects.getFeatures().find((candidate) => idOf(candidate) === id);
    this.selected = id;
    this.chosen.clear();
    if (feature) this.chosen.addFeature(feature);
    this.discs.refresh();
    this.list?.showSelected(id);
    this.card.show(feature ?? null);
    if (feature && pan) this.bringIntoView(feature);
    const address = new URL(location.href);
    if (id === null) address.searchParams.delete("project");
    else address.searchParams.set("project", id);
    history.replaceState(history.state, "", address.toString().replaceAll("%2F", "/"));
    this.dispatchEvent(new CustomEvent("project-select", { bubbles: true, detail: { id } }));
  }

  private bringIntoView(feature: Feature): void {
    const place = feature.getGeometry();
    const size = this.map.getSize();
    if (!(place instanceof Point) || size === undefined) return;
    const pixel = this.map.getPixelFromCoordinate(place.getCoordinates()) as number[] | null;
    const margin = 50;
    const visible = pixel !== null && pixel.every((value, axis) => value > margin && value < (size[axis] ?? 0) - margin);
    if (!visible) this.map.getView().animate({ center: place.getCoordinates(), duration: 200 });
  }
}
