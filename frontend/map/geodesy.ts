/**
 * Lengths on the WGS 84 ellipsoid, good to a millimetre over the tens of metres a pin is moved and to better than 0.1 %
 * over some tens of kilometres. What is stored and what is decided is always measured again by the server.
 */

/** Longitude, latitude in degrees, EPSG:4326. */
export type LonLat = readonly [longitude: number, latitude: number];

const SEMI_MAJOR_M = 6378137;
const ECCENTRICITY_SQUARED = 0.00669437999014;
const DEGREE = Math.PI / 180;

/** Metres of one degree of longitude and of latitude at a latitude. */
export function metresPerDegree(latitude: number): readonly [east: number, north: number] {
  const sine = Math.sin(latitude * DEGREE);
  const w = 1 - ECCENTRICITY_SQUARED * sine * sine;
  const north = (SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED)) / (w * Math.sqrt(w));
  const east = (SEMI_MAJOR_M * Math.cos(latitude * DEGREE)) / Math.sqrt(w);
  return [east * DEGREE, north * DEGREE];
}

/** The position so many metres east and north of another. */
export function moved([longitude, latitude]: LonLat, eastM: number, northM: number): LonLat {
  const [east, north] = metresPerDegree(latitude);
  return [longitude + eastM / east, latitude + northM / north];
}

/** Metres between two positions. */
export function distanceM(a: LonLat, b: LonLat): number {
  const [east, north] = metresPerDegree((a[1] + b[1]) / 2);
  return Math.hypot((b[0] - a[0]) * east, (b[1] - a[1]) * north);
}

/** A circle on the ground as a closed ring of positions. */
export function ringAround(centre: LonLat, radiusM: number, corners = 72): LonLat[] {
  const ring: LonLat[] = [];
  for (let corner = 0; corner <= corners; corner += 1) {
    const angle = (corner / corners) * 2 * Math.PI;
    ring.push(moved(centre, radiusM * Math.cos(angle), radiusM * Math.sin(angle)));
  }
  return ring;
}
