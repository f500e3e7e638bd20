import assert from "node:assert/strict";
import { test } from "node:test";
import { satangOf } from "../site/sums";

test("amounts are read in either kind of digits, to the satang", () => {
  assert.equal(satangOf("1,234.50"), 123450);
  assert.equal(satangOf("๑,๒๓๔.๕ บาท"), 123450);
  assert.equal(satangOf(" 500 "), 50000);
  assert.equal(satangOf("-50"), -5000);
});

test("what is no amount is not guessed at", () => {
  for (const text of ["", "abc", "1,23", "1.234", "1.5.5", "๑๒ ถนน"]) assert.equal(satangOf(text), null, text);
});
