/**
 * Averaging the position of the device: fixes are collected until there are enough, the time is up or the reader stops.
 * The mean weighs each fix by its own accuracy; the accuracy that is told is the median of the fixes', because errors of
 * neighbouring fixes are alike and do not average away.
 */
import type { LonLat } from "./geodesy";

const ENOUGH_FIXES = 12;
const LONGEST_MS = 45_000;
const PATIENCE_MS = 20_000;

export interface DeviceReading {
  place: LonLat;
  /** Metres. */
  accuracy: number;
  fixes: readonly LonLat[];
}

export type DeviceFault = "deviceRefused" | "deviceSilent" | "deviceMissing";

interface Fix {
  place: LonLat;
  accuracy: number;
}

/** The weighted mean of fixes and their median accuracy. `fixes` must not be empty. */
export function averageOf(fixes: readonly Fix[]): DeviceReading {
  let [longitude, latitude, weights] = [0, 0, 0];
  for (const fix of fixes) {
    const weight = 1 / Math.max(fix.accuracy, 1) ** 2;
    longitude += fix.place[0] * weight;
    latitude += fix.place[1] * weight;
    weights += weight;
  }
  const accuracies = fixes.map((fix) => fix.accuracy).sort((a, b) => a - b);
  const median = accuracies[Math.floor((accuracies.length - 1) / 2)] ?? 0;
  return { place: [longitude / weights, latitude / weights], accuracy: median, fixes: fixes.map((fix) => fix.place) };
}

export class DevicePosition {
  private watch: number | null = null;
  private timer = 0;
  private fixes: Fix[] = [];

  constructor(
    private readonly told: (reading: DeviceReading) => void,
    private readonly ended: (fault: DeviceFault | null) => void,
  ) {}

  get isMeasuring(): boolean {
    return this.watch !== null;
  }

  start(): void {
    if (!("geolocation" in navigator)) {
      this.ended("deviceMissing");
      return;
    }
    this.fixes = [];
    this.timer = window.setTimeout(() => { this.stop(this.fixes.length > 0 ? null : "deviceSilent"); }, LONGEST_MS);
    this.watch = navigator.geolocation.watchPosition(
      (position) => { this.take(position.coords); },
      (error) => {
        if (error.code === error.PERMISSION_DENIED) this.stop("deviceRefused");
        else if (this.fixes.length === 0) this.stop("deviceSilent");
      },
      { enableHighAccuracy: true, maximumAge: 0, timeout: PATIENCE_MS },
    );
  }

  private take(coords: GeolocationCoordinates): void {
    this.fixes.push({ place: [coords.longitude, coords.latitude], accuracy: coords.accuracy });
    this.told(averageOf(this.fixes));
    if (this.fixes.length >= ENOUGH_FIXES) this.stop(null);
  }

  /** Ends the measurement, with the reason if it failed. */
  stop(fault: DeviceFault | null = null): void {
    if (this.watch === null) return;
    navigator.geolocation.clearWatch(this.watch);
    window.clearTimeout(this.timer);
    this.watch = null;
    this.ended(fault);
  }
}
