// Lengths on the ground. The expected values were computed with PROJ's geodesics on WGS 84.
import assert from "node:assert/strict";
import { test } from "node:test";
import { distanceM, metresPerDegree, moved, ringAround } from "../map/geodesy";

const SARABURI = [101.0475, 14.5635] as const;

test("ten metres north and east are ten metres", () => {
  assert.ok(Math.abs(distanceM(SARABURI, moved(SARABURI, 0, 10)) - 10) < 1e-4);
  assert.ok(Math.abs(distanceM(SARABURI, moved(SARABURI, 10, 0)) - 10) < 1e-4);
});

test("a kilometre agrees with the ellipsoid to a decimetre", () => {
  assert.ok(Math.abs(distanceM([101.0475, 14.5635], [101.055, 14.57]) - 1081.882) < 0.1);
});

test("a degree is shorter towards the poles in longitude only", () => {
  assert.ok(metresPerDegree(20)[0] < metresPerDegree(6)[0]);
  assert.ok(metresPerDegree(20)[1] > metresPerDegree(6)[1]);
});

test("a ring is closed and keeps its radius", () => {
  const ring = ringAround(SARABURI, 25);
  assert.deepEqual(ring.at(0)?.map((value) => value.toFixed(9)), ring.at(-1)?.map((value) => value.toFixed(9)));
  for (const corner of ring) assert.ok(Math.abs(distanceM(SARABURI, corner) - 25) < 1e-3);
});
