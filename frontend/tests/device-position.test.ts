// Averaging the fixes of a device.
import assert from "node:assert/strict";
import { test } from "node:test";
import { averageOf } from "../map/device-position";

test("a better fix weighs more, and the accuracy told is the median of the fixes", () => {
  const reading = averageOf([
    { place: [101, 14], accuracy: 5 },
    { place: [101.001, 14.001], accuracy: 50 },
    { place: [101, 14], accuracy: 8 },
  ]);
  assert.ok(reading.place[0] < 101.00001);
  assert.equal(reading.accuracy, 8);
  assert.equal(reading.fixes.length, 3);
});
