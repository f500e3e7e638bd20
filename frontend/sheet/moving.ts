/** Moving about in the grid: one tab stop, arrows, Home and End; the cell with the focus is the active one. */

/** The cells of a row that can be reached, from left to right. */
function cellsOf(row: Element): HTMLElement[] {
  return [...row.children].filter((cell): cell is HTMLElement => cell instanceof HTMLElement);
}

export function rowsOf(table: HTMLTableElement): HTMLTableRowElement[] {
  return [...(table.tBodies[0]?.rows ?? [])].filter((row) => !row.classList.contains("gap"));
}

/** The cell that an element stands in; null outside the body of the table. */
export function cellAt(target: EventTarget | null): HTMLTableCellElement | null {
  return target instanceof Element ? target.closest<HTMLTableCellElement>("tbody td, tbody th") : null;
}

/** Makes a cell the one tab stop, and gives it the focus when asked. */
export function activate(table: HTMLTableElement, cell: HTMLElement, focus = true): void {
  for (const old of table.querySelectorAll<HTMLElement>("tbody [tabindex='0']")) old.tabIndex = -1;
  cell.tabIndex = 0;
  if (!focus) return;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0],
};

/** Where a key leads from a cell; null when it is no key for moving. */
export function destination(table: HTMLTableElement, from: HTMLElement, event: KeyboardEvent): HTMLElement | null {
  const rows = rowsOf(table);
  const row = rows.findIndex((one) => one === from.parentElement);
  const column = from.parentElement ? cellsOf(from.parentElement).indexOf(from) : 0;
  const step = STEPS[event.key];
  if (step) return at(rows, row + step[0], column + step[1]);
  if (event.key === "Home") return at(rows, event.ctrlKey ? 0 : row, 0);
  if (event.key === "End") return at(rows, event.ctrlKey ? rows.length - 1 : row, Number.MAX_SAFE_INTEGER);
  return null;
}

function at(rows: HTMLTableRowElement[], row: number, column: number): HTMLElement | null {
  const there = rows[Math.max(0, Math.min(rows.length - 1, row))];
  if (!there) return null;
  const cells = cellsOf(there);
  return cells[Math.max(0, Math.min(cells.length - 1, column))] ?? null;
}

/** The cell beside: to the right and left within the row, below and above within the column. */
export function beside(table: HTMLTableElement, from: HTMLElement, down: number, right: number): HTMLElement | null {
  const rows = rowsOf(table);
  const row = rows.findIndex((one) => one === from.parentElement);
  const column = from.parentElement ? cellsOf(from.parentElement).indexOf(from) : 0;
  return at(rows, row + down, column + right);
}

/** Rows and cells say what they are, and nothing inside a cell is a tab stop of its own. */
export function asGrid(table: HTMLTableElement): void {
  table.setAttribute("role", "grid");
  for (const row of rowsOf(table)) prepareRow(row);
  const first = table.querySelector<HTMLElement>("tbody [data-col]");
  if (first && !table.querySelector("tbody [tabindex='0']")) first.tabIndex = 0;
}

export function prepareRow(row: HTMLTableRowElement): void {
  for (const cell of cellsOf(row)) {
    if (!cell.hasAttribute("tabindex")) cell.tabIndex = -1;
    if (cell.dataset.col === undefined) cell.setAttribute("aria-readonly", "true");
    for (const inside of cell.querySelectorAll<HTMLElement>("a, input, button")) inside.tabIndex = -1;
  }
}
