/** What is drawn round the pin of a `<pin-editor>`: accuracy and fixes, the readings of a text, other positions, and drift. */
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Point from "ol/geom/Point";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import type Style from "ol/style/Style";
import type { Coordinate } from "ol/coordinate";
import { fromLonLat } from "ol/proj";
import { distanceM, metresPerDegree, ringAround, type LonLat } from "./geodesy";
import { accuracyRing, driftLength, driftLine, fixDot, lettered } from "./symbols";
import { figure, lengthWords } from "./words";

export interface Reading {
  number: number;
  longitude: number;
  latitude: number;
  chosen?: boolean;
}

export interface OtherPosition {
  letter: string;
  longitude: number;
  latitude: number;
}

/** Drift over a longer way than this says nothing: the two are not meant to be one place. */
const LONGEST_DRIFT_M = 20_000;
const SMALLEST_RING_PIXELS = 4;

function on(place: LonLat): Coordinate {
  return fromLonLat([...place]);
}

export class PinSurroundings {
  private readonly rings = new VectorSource();
  private readonly fixes = new VectorSource();
  private readonly lines = new VectorSource();
  private readonly others = new VectorSource();
  private pin: LonLat | null = null;
  private readings: readonly Reading[] = [];
  private positions: readonly OtherPosition[] = [];

  /** Below the pin, lowest first. */
  readonly layers = [
    new VectorLayer({ source: this.rings, style: (ring, resolution) => this.ringStyle(Number(ring.get("pixels")), resolution), zIndex: 74 }),
    new VectorLayer({ source: this.fixes, style: () => fixDot(), zIndex: 75 }),
    new VectorLayer({ source: this.lines, style: () => driftLine(), zIndex: 76 }),
    new VectorLayer({ source: this.others, style: (ring) => this.letterStyle(ring.get("number") as number | undefined, String(ring.get("letter"))), zIndex: 78 }),
    new VectorLayer({ source: this.lines, style: (line) => driftLength(lengthWords(Number(line.get("metres")))), zIndex: 79 }),
  ];

  private ringStyle(radius: number, resolution: number): Style | undefined {
    return radius / resolution < SMALLEST_RING_PIXELS ? undefined : accuracyRing();
  }

  private letterStyle(number: number | undefined, letter: string): Style {
    return number === undefined ? lettered(letter, true) : lettered(figure(number));
  }

  setPin(place: LonLat | null, accuracy: number | null): void {
    this.pin = place;
    this.rings.clear();
    if (place && accuracy !== null && accuracy > 0) {
      const ring = new Feature(new Polygon([ringAround(place, accuracy).map(on)]));
      // The projection stretches metres by 1/cos(latitude); a degree of longitude on the ground tells by how much.
      const stretch = metresPerDegree(0)[0] / metresPerDegree(place[1])[0];
      ring.set("pixels", accuracy * stretch);
      this.rings.addFeature(ring);
    }
    this.drawDrift();
  }

  setFixes(fixes: readonly LonLat[]): void {
    this.fixes.clear();
    this.fixes.addFeatures(fixes.map((fix) => new Feature(new Point(on(fix)))));
  }

  setReadings(readings: readonly Reading[]): void {
    this.readings = readings;
    this.drawOthers();
  }

  setPositions(positions: readonly OtherPosition[]): void {
    this.positions = positions;
    this.drawOthers();
  }

  private drawOthers(): void {
    this.others.clear();
    for (const reading of this.readings) {
      if (reading.chosen !== true) this.others.addFeature(this.mark({ ...reading }));
    }
    for (const position of this.positions) this.others.addFeature(this.mark({ ...position }));
    this.drawDrift();
  }

  private mark(what: { longitude: number; latitude: number }): Feature {
    const feature = new Feature(new Point(on([what.longitude, what.latitude])));
    feature.setProperties(what, true);
    return feature;
  }

  private drawDrift(): void {
    this.lines.clear();
    if (this.pin === null) return;
    const open = this.readings.filter((reading) => reading.chosen !== true);
    for (const { longitude, latitude } of [...open, ...this.positions]) {
      const metres = distanceM(this.pin, [longitude, latitude]);
      if (metres < 1 || metres > LONGEST_DRIFT_M) continue;
      const line = new Feature(new LineString([on(this.pin), on([longitude, latitude])]));
      line.set("metres", metres);
      this.lines.addFeature(line);
    }
  }
}
