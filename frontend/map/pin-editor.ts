/**
 * `<pin-editor class="map pe-map">`: one project's pin, placed by click, by dragging, with the arrow keys (1 m, with Shift
 * 10 m), by the device's position, or by the page (`setDraft`), among the neighbours' marks and the readings of a text.
 *
 * Attributes, besides those of every map element (see map-element.ts):
 * - `data-stage`: the project's stage 1–8, which colours the pin; `data-grade`: `A`–`D` or empty;
 * - `data-longitude`, `data-latitude`: the saved position (EPSG:4326), `data-accuracy` its accuracy in metres;
 * - `data-neighbours-url`: GeoJSON points with `stage` and `name` (see project-map.ts), drawn small, without the project
 *   that `data-project` names;
 * - `data-positions`: the id of a `<script type="application/json">` (Django's `json_script`) with the project's other
 *   positions, `[{"letter": "ผ", "longitude": 101.04, "latitude": 14.56}]`: drawn as lettered rings, with the drift in
 *   metres to the draft;
 * - `data-readonly`: nothing can be moved.
 *
 * Methods:
 * - `setDraft(longitude, latitude, {capture, system, accuracy, pan})`: places the pin (no event when it is there already);
 * - `clearDraft()`; `restoreSaved()`: back to the saved position, or to none; `get draft` → the draft or null;
 * - `setReadings([{number, longitude, latitude, chosen}])`: numbered rings for what a typed text may mean; the chosen one is
 *   not drawn (the pin stands there), the others are tied to the pin with the distance;
 * - `setGrade("B")`; `showWhole()`.
 *
 * Events (they bubble):
 * - `draft-change`, `detail` = `{longitude, latitude, capture, system, accuracy, zoom}` or null when it was cleared;
 *   `capture` is one of projects.enums.Capture: `MAP_CLICK`, `MAP_DRAG`, `KEYBOARD`, `GPS`, or what `setDraft` was given
 *   (`TYPED` when nothing was); `system` is `wgs84` for everything made on the map; `zoom` is the zoom at that moment;
 * - `device-error`, `detail` = `{message}`; `map-ready`.
 */
import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import { buffer, createEmpty, extend, isEmpty, type Extent } from "ol/extent";
import { fromLonLat, toLonLat } from "ol/proj";
import { DevicePosition, type DeviceFault, type DeviceReading } from "./device-position";
import { distanceM, moved, type LonLat } from "./geodesy";
import { MapElement } from "./map-element";
import { PinDrag } from "./pin-drag";
import { PinSurroundings, type OtherPosition, type Reading } from "./pin-surroundings";
import { made, toolButton } from "./elements";
import { pin, stageMark, type Grade } from "./symbols";
import { figure, say } from "./words";

export interface Draft {
  longitude: number;
  latitude: number;
  capture: string;
  system: string;
  /** Metres; null when it is not known. */
  accuracy: number | null;
  zoom: number;
}

interface DraftWishes {
  capture?: string;
  system?: string;
  accuracy?: number | null;
  pan?: boolean;
}

/** Decimal places of a degree that are kept: 7 are a centimetre. */
const PLACES = 7;
const STEP_M = 1;
const LONG_STEP_M = 10;
/** Close enough to see the ring of a usual fix. */
const DEVICE_ZOOM = 17.5;
const ARROWS: Record<string, readonly [east: number, north: number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
};

export class PinEditor extends MapElement {
  private current: Draft | null = null;
  private savedGrade: Grade | "" = "";
  private showsSaved = false;
  private readonly pinFeature = new Feature<Point>();
  private readonly pinSource = new VectorSource();
  private readonly surroundings = new PinSurroundings();
  private readonly spoken = made("vh", { role: "status", "aria-live": "polite" });
  private placeButton!: HTMLButtonElement;
  private locateButton!: HTMLButtonElement;
  private readonly device = new DevicePosition(
    (reading) => { this.takeDevice(reading); }, (fault) => { this.endDevice(fault); },
  );
  private speaking = 0;

  get draft(): Draft | null {
    return this.current;
  }

  private get isReadonly(): boolean {
    return "readonly" in this.dataset;
  }

  protected override async prepare(): Promise<void> {
    this.append(this.spoken);
    const around = await this.fetched(this.dataset.neighboursUrl);
    const neighbours = new VectorSource({ features: around.filter((near) => String(near.getId()) !== this.dataset.project) });
    this.map.addLayer(new VectorLayer({ source: neighbours, style: (near) => stageMark(Number(near.get("stage") ?? 3), 15), zIndex: 70 }));
    for (const layer of this.surroundings.layers) this.map.addLayer(layer);
    this.map.addLayer(new VectorLayer({ source: this.pinSource, style: () => this.pinStyle(), zIndex: 90 }));
    this.surroundings.setPositions(this.otherPositions());
    this.savedGrade = (this.dataset.grade ?? "") as Grade | "";
    this.startFromSaved();
    if (this.current && !this.isPinInView()) this.showWhole(0);
    if (this.isReadonly) return;
    this.addTools();
    this.listenToPointer();
    this.canvas.addEventListener("keydown", (event) => { this.onKey(event); }, { capture: true });
    if (this.boundary === null) this.showWhole(0);
  }

  private pinStyle(): ReturnType<typeof pin> {
    return pin(Number(this.dataset.stage ?? 3), (this.dataset.grade ?? "") as Grade | "");
  }

  private otherPositions(): OtherPosition[] {
    const script = document.getElementById(this.dataset.positions ?? "");
    return script?.textContent ? (JSON.parse(script.textContent) as OtherPosition[]) : [];
  }

  private startFromSaved(): void {
    const { longitude, latitude, accuracy } = this.dataset;
    if (!longitude || !latitude) return;
    this.place({
      longitude: Number(longitude), latitude: Number(latitude), capture: this.dataset.capture ?? "", system: "wgs84",
      accuracy: accuracy ? Number(accuracy) : null, zoom: this.zoom(),
    });
    this.showsSaved = true;
  }

  private addTools(): void {
    this.locateButton = toolButton("locate", say("devicePosition"), () => { this.toggleDevice(); });
    this.placeButton = toolButton("pin", say("placePin"), () => { this.setPlacing(!this.isPlacing); });
    this.locateButton.setAttribute("aria-pressed", "false");
    this.tools.append(this.locateButton, this.placeButton);
    this.setPlacing(true);
  }

  private get isPlacing(): boolean {
    return this.placeButton.getAttribute("aria-pressed") === "true";
  }

  private setPlacing(placing: boolean): void {
    this.placeButton.setAttribute("aria-pressed", String(placing));
    this.canvas.style.cursor = placing ? "crosshair" : "";
  }

  private listenToPointer(): void {
    this.map.on("singleclick", (event) => {
      if (!this.isPlacing) return;
      const [longitude = 0, latitude = 0] = toLonLat(event.coordinate);
      this.change(longitude, latitude, "MAP_CLICK", null);
    });
    const drag = new PinDrag(
      this.pinFeature,
      () => { this.surroundings.setPin(this.placeOfPin(), null); },
      () => {
        const [longitude, latitude] = this.placeOfPin();
        this.change(longitude, latitude, "MAP_DRAG", null);
      },
    );
    this.map.on("pointermove", (event) => {
      if (!event.dragging) this.canvas.style.cursor = drag.isOver(event) ? "grab" : this.isPlacing ? "crosshair" : "";
    });
    this.map.addInteraction(drag);
  }

  private placeOfPin(): LonLat {
    const [longitude = 0, latitude = 0] = toLonLat(this.pinFeature.getGeometry()?.getCoordinates() ?? [0, 0]);
    return [longitude, latitude];
  }

  /** Arrow keys move the pin while the pin tool is on; Enter sets a first pin in the middle of the map. */
  private onKey(event: KeyboardEvent): void {
    if (!this.isPlacing || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    if (direction && this.current) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const step = event.shiftKey ? LONG_STEP_M : STEP_M;
      const from: LonLat = [this.current.longitude, this.current.latitude];
      const [longitude, latitude] = moved(from, direction[0] * step, direction[1] * step);
      this.change(longitude, latitude, "KEYBOARD", null);
      this.followPin();
    } else if (event.key === "Enter" && this.current === null) {
      event.preventDefault();
      const [longitude = 0, latitude = 0] = toLonLat(this.map.getView().getCenter() ?? [0, 0]);
      this.change(longitude, latitude, "KEYBOARD", null);
    }
  }

  private isPinInView(): boolean {
    const place = this.pinFeature.getGeometry();
    const size = this.map.getSize();
    if (!place || !size) return true;
    const margin = 40 * (this.map.getView().getResolution() ?? 0);
    return place.intersectsExtent(buffer(this.map.getView().calculateExtent(size), -margin));
  }

  private followPin(): void {
    const place = this.pinFeature.getGeometry()?.getCoordinates();
    if (place && !this.isPinInView()) this.map.getView().setCenter(place);
  }

  private toggleDevice(): void {
    if (this.device.isMeasuring) {
      this.device.stop();
      return;
    }
    this.locateButton.setAttribute("aria-pressed", "true");
    this.announce(say("measureStarts"));
    this.device.start();
  }

  private takeDevice(reading: DeviceReading): void {
    const first = reading.fixes.length === 1;
    this.surroundings.setFixes(reading.fixes);
    this.change(reading.place[0], reading.place[1], "GPS", reading.accuracy);
    this.announce(say("measuring", { n: figure(reading.fixes.length), m: figure(Math.ceil(reading.accuracy)) }));
    if (!first) return;
    this.map.getView().setCenter(fromLonLat([...reading.place]));
    if (this.zoom() < DEVICE_ZOOM) this.map.getView().setZoom(DEVICE_ZOOM);
  }

  private endDevice(fault: DeviceFault | null): void {
    this.locateButton.setAttribute("aria-pressed", "false");
    this.announce(fault ? say(fault) : "", fault !== null);
    if (fault) this.dispatchEvent(new CustomEvent("device-error", { bubbles: true, detail: { message: say(fault) } }));
  }

  private zoom(): number {
    return Number((this.map.getView().getZoom() ?? 0).toFixed(1));
  }

  /** A change made on the map: a new draft, told to the page. */
  private change(longitude: number, latitude: number, capture: string, accuracy: number | null): void {
    if (capture !== "GPS") {
      this.device.stop();
      this.surroundings.setFixes([]);
      this.announce("");
    }
    this.place({ longitude, latitude, capture, system: "wgs84", accuracy, zoom: this.zoom() });
    this.tell();
  }

  private place(wanted: Draft): void {
    const draft = { ...wanted, longitude: Number(wanted.longitude.toFixed(PLACES)), latitude: Number(wanted.latitude.toFixed(PLACES)) };
    this.current = draft;
    this.showsSaved = false;
    this.pinFeature.setGeometry(new Point(fromLonLat([draft.longitude, draft.latitude])));
    if (!this.pinSource.hasFeature(this.pinFeature)) this.pinSource.addFeature(this.pinFeature);
    this.surroundings.setPin([draft.longitude, draft.latitude], draft.accuracy);
  }

  private tell(): void {
    this.dispatchEvent(new CustomEvent<Draft | null>("draft-change", { bubbles: true, detail: this.current }));
    window.clearTimeout(this.speaking);
    this.speaking = window.setTimeout(() => {
      if (!this.current) return;
      this.spoken.textContent = say("pinAt", { lat: this.current.latitude.toFixed(6), lon: this.current.longitude.toFixed(6) });
    }, 500);
  }

  /** Places the pin for the page. Tells `draft-change` unless the same draft is there already. */
  setDraft(longitude: number, latitude: number, wishes: DraftWishes = {}): void {
    const draft: Draft = {
      longitude, latitude, capture: wishes.capture ?? "TYPED", system: wishes.system ?? "wgs84", accuracy: wishes.accuracy ?? null,
      zoom: this.zoom(),
    };
    const same = this.current !== null && this.current.capture === draft.capture && this.current.system === draft.system
      && distanceM([this.current.longitude, this.current.latitude], [longitude, latitude]) < 0.01;
    this.device.stop();
    this.surroundings.setFixes([]);
    this.place(draft);
    if (wishes.pan ?? true) this.followPin();
    if (!same) this.tell();
  }

  /** Back to the saved position with its grade, or to no pin at all. Tells nobody: nothing is being edited any more. */
  restoreSaved(): void {
    if (this.current === null || this.showsSaved) return;
    this.device.stop();
    this.surroundings.setFixes([]);
    this.current = null;
    this.pinSource.clear();
    this.surroundings.setPin(null, null);
    this.setGrade(this.savedGrade);
    this.startFromSaved();
  }

  clearDraft(): void {
    this.current = null;
    this.pinSource.clear();
    this.surroundings.setPin(null, null);
    this.surroundings.setFixes([]);
    this.tell();
  }

  /** What a typed text may mean, as numbered rings. Shows all of them that lie in or near the boundary. */
  setReadings(readings: readonly Reading[]): void {
    this.surroundings.setReadings(readings);
    if (readings.length === 0) return;
    const whole = super.wholeExtent();
    const near = readings.filter(({ longitude, latitude }) => {
      const centre = isEmpty(whole) ? undefined : toLonLat([((whole[0] ?? 0) + (whole[2] ?? 0)) / 2, ((whole[1] ?? 0) + (whole[3] ?? 0)) / 2]);
      return centre === undefined || distanceM([centre[0] ?? 0, centre[1] ?? 0], [longitude, latitude]) < 30_000;
    });
    const all = isEmpty(whole) ? createEmpty() : [...whole];
    for (const { longitude, latitude } of near) extend(all, new Point(fromLonLat([longitude, latitude])).getExtent());
    const shown = this.map.getView().calculateExtent();
    const hidden = near.some(({ longitude, latitude }) => !new Point(fromLonLat([longitude, latitude])).intersectsExtent(shown));
    if (hidden && !isEmpty(all)) this.fitTo(all);
  }

  setGrade(grade: Grade | ""): void {
    this.dataset.grade = grade;
    this.pinFeature.changed();
  }

  protected override wholeExtent(): Extent {
    const whole = super.wholeExtent();
    const place = this.pinFeature.getGeometry();
    if (place) extend(whole, place.getExtent());
    return whole;
  }
}

