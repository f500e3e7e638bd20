/** The table's own elements: reading rows out of it, making new ones, and showing what is typed and what is wrong. */
import { figure } from "../map/words";
import { amountOf } from "./clipboard";
import { isBad, isDirty } from "./rows";
import type { Row } from "./rows";
import { say } from "./words";

export interface Column {
  name: string;
  label: string;
  choices: string;
  isAmount: boolean;
}

const SVG = "http://www.w3.org/2000/svg";
/** What the server drew in a cell, given back when a cell says again what it said. */
const drawn = new WeakMap<Element, Node[]>();

export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function made(tag: string, css: string, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  if (css) element.className = css;
  element.append(...children);
  return element;
}

export function columnsOf(table: HTMLTableElement): Column[] {
  return [...table.querySelectorAll<HTMLElement>("thead th[data-col]")].map((head) => ({
    name: head.dataset.col ?? "", label: head.innerText.trim(), choices: head.dataset.choices ?? "",
    isAmount: /^y\d/.test(head.dataset.col ?? ""),
  }));
}

export function cellOf(row: Row, column: string): HTMLElement | null {
  return row.element.querySelector<HTMLElement>(`[data-col="${column}"]`);
}

/** A row of the page as it came from the server. */
export function rowOf(element: HTMLTableRowElement): Row {
  const saved: Record<string, string> = {};
  for (const cell of element.querySelectorAll<HTMLElement>("[data-col]")) saved[cell.dataset.col ?? ""] = cell.dataset.value ?? "";
  const id = Number(element.dataset.id);
  return {
    key: `p${id}`, id, version: Number(element.dataset.version), saved, typed: { ...saved }, errors: {}, notes: {}, rowErrors: [],
    theirs: null, element,
  };
}

/** An empty row at the foot. `hasBox` when the rows of the table begin with a box. */
export function newRow(key: string, columns: Column[], hasBox: boolean): Row {
  const element = document.createElement("tr");
  element.className = "new";
  if (hasBox) element.append(made("td", "sh-c"));
  columns.forEach((column, index) => {
    const cell = made(index === 0 ? "th" : "td", index === 0 ? "sh-pin" : column.isAmount ? "num" : "");
    if (index === 0) cell.setAttribute("scope", "row");
    cell.dataset.col = column.name;
    element.append(cell);
  });
  const sum = made("td", "num");
  sum.dataset.sum = "";
  element.append(sum, made("td", "pw-state"));
  const empty = Object.fromEntries(columns.map((column) => [column.name, ""]));
  return {
    key, id: null, version: 0, saved: empty, typed: { ...empty }, errors: {}, notes: {}, rowErrors: [], theirs: null, element,
  };
}

/** Shows a row as it is typed, with the sentences of the server under what they are about. */
export function paint(row: Row, columns: Column[], remove: (row: Row) => void): void {
  const dirty = isDirty(row, columns.map((column) => column.name));
  row.element.classList.toggle("new", row.id === null);
  for (const column of columns) {
    const cell = cellOf(row, column.name);
    if (cell && !cell.querySelector("input")) paintCell(row, column, cell);
  }
  paintState(row, dirty, remove);
  const box = row.element.querySelector<HTMLInputElement>(".sh-c input");
  if (box) {
    box.disabled = dirty;
    if (dirty) box.checked = false;
  }
}

/** Keeps what the server drew in a cell, before anything else is put there. */
export function remember(cell: Element): void {
  if (!drawn.has(cell)) drawn.set(cell, [...cell.childNodes]);
}

/** A row that was kept, but that the view of the page does not show: its texts are what stands now. */
export function settle(row: Row, columns: Column[]): void {
  for (const column of columns) {
    const cell = cellOf(row, column.name);
    if (cell) drawn.set(cell, [document.createTextNode(row.typed[column.name] ?? "")]);
  }
}

function paintCell(row: Row, column: Column, cell: HTMLElement): void {
  remember(cell);
  const typed = row.typed[column.name] ?? "";
  const isChanged = typed !== (row.saved[column.name] ?? "") || row.id === null;
  if (isChanged) cell.replaceChildren(typed === "" && column.isAmount ? "-" : typed);
  else cell.replaceChildren(...(drawn.get(cell) ?? [typed]));
  const error = row.errors[column.name];
  const note = row.notes[column.name];
  cell.classList.toggle("bad", error !== undefined);
  cell.classList.toggle("fix", error === undefined && note !== undefined && isChanged);
  cell.classList.toggle("edited", isChanged && row.id !== null && error === undefined);
  if (error !== undefined) cell.setAttribute("aria-invalid", "true");
  else cell.removeAttribute("aria-invalid");
  const words = error ?? (isChanged ? note : undefined);
  if (words !== undefined) cell.append(made("span", "why", icon(error === undefined ? "warn" : "stop"), made("span", "", words)));
}

function paintState(row: Row, dirty: boolean, remove: (row: Row) => void): void {
  const cell = row.element.querySelector<HTMLElement>(".pw-state");
  if (cell === null) return;
  remember(cell);
  if (!dirty) {
    cell.replaceChildren(...(drawn.get(cell) ?? []));
    return;
  }
  const bad = isBad(row);
  const tag = made("span", bad ? "tag tag-danger" : "tag", ...(bad ? [icon("stop")] : []), say(bad ? "mend" : row.id === null ? "isNew" : "edited"));
  cell.replaceChildren(tag);
  for (const words of row.rowErrors) cell.append(made("span", "why", icon("stop"), made("span", "", words)));
  if (row.id !== null) return;
  const button = made("button", "btn btn-sm btn-quiet", say("remove"));
  button.setAttribute("type", "button");
  button.tabIndex = -1;
  button.addEventListener("click", () => { remove(row); });
  cell.append(button);
}

/** A column with a refused cell is made wide enough for its sentence. */
export function widen(table: HTMLTableElement, rows: Row[]): void {
  for (const head of table.querySelectorAll<HTMLElement>("thead th[data-col]")) {
    head.classList.toggle("col-wide", rows.some((row) => row.errors[head.dataset.col ?? ""] !== undefined));
  }
}

/** What the amounts of a row that is being typed add up to; a dash while one of them is no number. */
export function paintSum(row: Row, columns: Column[]): void {
  const amounts = columns.filter((column) => column.isAmount).map((column) => amountOf(row.typed[column.name] ?? ""));
  const total = amounts.reduce((all, one) => (all === null || one === null ? null : all + one), 0);
  row.element.querySelector("[data-sum]")?.replaceChildren(made("b", "", total ? figure(total) : "-"));
}

/** A row that was kept takes the place of what the server drew before. */
export function redrawn(row: Row, element: HTMLTableRowElement): void {
  row.element.replaceWith(element);
  row.element = element;
}
