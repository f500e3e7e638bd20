/**
 * What lies under a pixel, worked out from positions instead of by reading the canvas back: reading back is slow without
 * hardware, and the map library first spends a seventh of a second and a console warning on measuring how slow.
 */
import type Feature from "ol/Feature";
import type OlMap from "ol/Map";
import type { Pixel } from "ol/pixel";
import type VectorSource from "ol/source/Vector";
import Point from "ol/geom/Point";
import { boundingExtent } from "ol/extent";

/** The mark nearest to a pixel among those whose own radius (in pixels) reaches it; the nearest wins. */
export function markAt(map: OlMap, source: VectorSource, pixel: Pixel, radiusOf: (feature: Feature) => number, reach: number): Feature | null {
  const [x = 0, y = 0] = pixel;
  const corners = [map.getCoordinateFromPixel([x - reach, y - reach]), map.getCoordinateFromPixel([x + reach, y + reach])];
  let nearest: Feature | null = null;
  let best = Infinity;
  source.forEachFeatureInExtent(boundingExtent(corners), (feature) => {
    const place = feature.getGeometry();
    if (!(place instanceof Point)) return;
    const [left = 0, top = 0] = map.getPixelFromCoordinate(place.getCoordinates());
    const away = Math.hypot(left - x, top - y);
    if (away > radiusOf(feature) || away >= best) return;
    nearest = feature;
    best = away;
  });
  return nearest;
}

/** Half the width and the height of a pin's picture with a finger's width to spare, in pixels. */
const PIN_HALF_WIDTH = 20;
const PIN_HEIGHT = 48;
const BELOW_TIP = 8;

/** True when a pixel lies on the pin whose tip is at `place`. */
export function isOnPin(map: OlMap, place: Point, pixel: Pixel): boolean {
  const [left = 0, top = 0] = map.getPixelFromCoordinate(place.getCoordinates());
  const [x = 0, y = 0] = pixel;
  return Math.abs(x - left) <= PIN_HALF_WIDTH && y <= top + BELOW_TIP && y >= top - PIN_HEIGHT;
}
