// The view as it stands in an address.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readPlace } from "../map/view-state";
import { roundBelow } from "../map/scale";

test("a view is read back", () => {
  assert.deepEqual(readPlace("15.2/14.56353/101.0475"), { zoom: 15.2, latitude: 14.56353, longitude: 101.0475 });
});

test("nonsense, and places far from Thailand, are no view", () => {
  for (const text of [null, "", "15", "a/b/c", "15/51.5/-0.1", "99/14/101", "15/14/101/7", "NaN/NaN/NaN"]) {
    assert.equal(readPlace(text), null, String(text));
  }
});

test("a scale bar is 1, 2 or 5 of a power of ten, and never longer than there is room for", () => {
  assert.deepEqual([1, 1.9, 2, 4.9, 5, 9.9, 10, 730, 99_000].map(roundBelow), [1, 1, 2, 2, 5, 5, 10, 500, 50_000]);
});
