import assert from "node:assert/strict";
import { test } from "node:test";
import { amountOf, cellsOfText, columnsOfHeadings, plainLabel } from "../sheet/clipboard";

test("rows by line and cells by tab, as a spreadsheet copies them", () => {
  assert.deepEqual(cellsOfText("ก\t1\r\nข\t2\r\n"), [["ก", "1"], ["ข", "2"]]);
  assert.deepEqual(cellsOfText("ก\t\t3"), [["ก", "", "3"]]);
  assert.deepEqual(cellsOfText("ก\t"), [["ก", ""]]);
});

test("a quoted cell keeps its tabs, lines and marks", () => {
  assert.deepEqual(cellsOfText('"ถนน\nหมู่ 1"\t"ท่อ 12"" ยาว"\nข\t2'), [["ถนน\nหมู่ 1", 'ท่อ 12" ยาว'], ["ข", "2"]]);
});

test("a mark that begins no quoted cell is only a mark", () => {
  assert.deepEqual(cellsOfText('"ก" ข\tค'), [['"ก" ข', "ค"]]);
  assert.deepEqual(cellsOfText('"ก\tข'), [['"ก', "ข"]]);
});

test("lines without anything at the foot are left out", () => {
  assert.deepEqual(cellsOfText("ก\t1\n\t\n\n"), [["ก", "1"]]);
  assert.deepEqual(cellsOfText(""), []);
});

test("amounts in both kinds of digits", () => {
  assert.equal(amountOf("๒๘๐,๐๐๐"), 280000);
  assert.equal(amountOf("1,500.50 บาท"), 1500.5);
  assert.equal(amountOf("-"), 0);
  assert.equal(amountOf("สี่แสน"), null);
});

test("a row of headings says which column is which", () => {
  const labels = new Map([["โครงการ", "name"], ["รหัส", "code"], ["2560", "y2560"]].map(([label, name]) => [plainLabel(label ?? ""), name ?? ""]));
  assert.deepEqual(columnsOfHeadings(["รหัส", "ลำดับ", "๒๕๖๐ (บาท)"], labels), ["code", null, "y2560"]);
  assert.equal(columnsOfHeadings(["ก่อสร้างถนน", "P60-1"], labels), null);
});
