/**
 * `<plan-sheet data-check-url data-save-url>` round the `<table class="sheet">` of a plan: a sheet that is typed and pasted
 * into. Without it the table has a form for each project.
 *
 * Markup: heads `th[data-col]` (with `data-choices`, the id of a datalist), rows `tr[data-id][data-version]`, cells
 * `[data-col][data-value]`, `[data-sum]`, `.pw-state`; `[data-refresh][id]` anywhere on the page is drawn anew after saving;
 * the form `#choose` carries the token. The server checks while one types, by the same rules that saving has.
 */
import { ask } from "./asking";
import type { Told } from "./asking";
import { SheetBar } from "./bar";
import { showChosen } from "./choosing";
import { cellsOfText, columnsOfHeadings, plainLabel } from "./clipboard";
import { conflictPanel } from "./conflict";
import { CellEditor } from "./editing";
import { activate, asGrid, beside, cellAt, destination, prepareRow } from "./moving";
import { cellOf, columnsOf, newRow, paint, paintSum, redrawn, rowOf, settle, widen } from "./painting";
import type { Column } from "./painting";
import { fetchAround } from "./refreshing";
import { History, fingerprint, isBad, isDirty } from "./rows";
import type { Row, Step } from "./rows";
import { showTotals } from "./totals";
import { say } from "./words";

const PATIENCE_MS = 400;
const MOST_ROWS = 500;
/** Saved in parts, so that the way along can be seen and no answer takes long. */
const ROWS_A_TIME = 50;

export class PlanSheet extends HTMLElement {
  private table!: HTMLTableElement;
  private columns: Column[] = [];
  private rows: Row[] = [];
  private hasBox = false;
  private made = 0;
  private timer = 0;
  private asking: AbortController | null = null;
  private bar!: SheetBar;
  private conflicts!: HTMLElement;
  private editor!: CellEditor;
  private readonly history = new History((row) => { this.put(row); }, (row) => { this.take(row); });

  connectedCallback(): void {
    const table = this.querySelector<HTMLTableElement>("table.sheet");
    if (table === null || this.columns.length > 0) return;
    this.table = table;
    this.columns = columnsOf(table);
    this.hasBox = table.querySelector("thead .sh-c") !== null;
    this.rows = [...table.querySelectorAll<HTMLTableRowElement>("tbody tr[data-id]")].map(rowOf);
    asGrid(table);
    this.bar = new SheetBar({
      add: () => { this.addRow(); }, undo: () => { this.repaint(this.history.undo()); }, redo: () => { this.repaint(this.history.redo()); },
      save: () => { void this.save(); }, discard: () => { this.discard(); }, jump: (row) => { this.goTo(row); },
    });
    this.prepend(this.bar.tools, this.bar.line);
    this.conflicts = document.createElement("div");
    this.append(this.conflicts);
    this.editor = new CellEditor((cell, text) => { this.type(cell, text); }, (cell, down, right) => { this.step(cell, down, right); });
    this.listen();
    this.show();
    showChosen();
    this.dataset.ready = "true";
  }

  private listen(): void {
    this.table.addEventListener("keydown", (event) => { this.pressed(event); });
    this.table.addEventListener("mousedown", (event) => {
      const cell = cellAt(event.target);
      if (cell && !this.editor.isOpen && !(event.target instanceof Element && event.target.closest("a, input, button, label"))) activate(this.table, cell);
    });
    this.table.addEventListener("dblclick", (event) => { this.edit(cellAt(event.target)); });
    this.table.addEventListener("change", () => { showChosen(); });
    this.table.addEventListener("copy", (event) => {
      const cell = cellAt(event.target);
      const row = this.rowFor(cell);
      if (this.editor.isOpen || !row || !cell?.dataset.col) return;
      event.clipboardData?.setData("text/plain", row.typed[cell.dataset.col] ?? "");
      event.preventDefault();
    });
    this.table.addEventListener("paste", (event) => { this.pasted(event); });
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty().length > 0) event.preventDefault();
    });
  }

  private pressed(event: KeyboardEvent): void {
    const cell = cellAt(event.target);
    if (cell === null || this.editor.isOpen || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key)) {
      const redoes = event.key.toLowerCase() === "y" || event.shiftKey;
      this.repaint(redoes ? this.history.redo() : this.history.undo());
      event.preventDefault();
      return;
    }
    if (event.target !== cell && event.key === "Escape") activate(this.table, cell);
    if (event.target !== cell && (event.key === "Enter" || event.key === " ")) return;
    if (this.acted(cell, event)) {
      event.preventDefault();
      return;
    }
    const there = destination(this.table, cell, event);
    if (there === null) return;
    activate(this.table, there);
    event.preventDefault();
  }

  /** Keys that do something with the cell itself. */
  private acted(cell: HTMLTableCellElement, event: KeyboardEvent): boolean {
    const inside = cell.querySelectorAll<HTMLElement>("a, input, button");
    const at = [...inside].indexOf(event.target as HTMLElement);
    if (cell.dataset.col === undefined) {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (at >= 0 && step !== 0 && inside[at + step]) { inside[at + step]?.focus(); return true; }
      if (event.key === " ") { cell.querySelector<HTMLInputElement>("input")?.click(); return true; }
      if (event.key === "Enter") { inside[0]?.focus(); return true; }
      return false;
    }
    if (event.key === "Enter" || event.key === "F2") { this.edit(cell); return true; }
    if (event.key === "Delete" || event.key === "Backspace") { this.type(cell, ""); return true; }
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) { this.edit(cell, event.key); return true; }
    return false;
  }

  private rowFor(cell: Element | null): Row | undefined {
    return this.rows.find((row) => row.element === cell?.parentElement);
  }

  private edit(cell: HTMLTableCellElement | null, first?: string): void {
    const row = this.rowFor(cell);
    const column = this.columns.find((one) => one.name === cell?.dataset.col);
    if (row && cell && column) this.editor.open(cell, column, first ?? row.typed[column.name] ?? "", first === undefined);
  }

  private step(cell: HTMLElement, down: number, right: number): void {
    const there = beside(this.table, cell, down, right);
    if (there) activate(this.table, there);
  }

  /** One cell says something else; undefined gives back what it said. */
  private type(cell: HTMLElement, text: string | undefined): void {
    const row = this.rowFor(cell);
    const column = cell.dataset.col;
    if (!row || column === undefined) return;
    const before = row.typed[column] ?? "";
    if (text !== undefined && text !== before) {
      row.typed[column] = text;
      this.history.keep({ changes: [{ row, column, before, after: text }], added: [], removed: [] });
    }
    this.repaint([row]);
  }

  private repaint(rows: Row[]): void {
    const inside = this.table.contains(document.activeElement);
    this.bar.tell("");
    for (const row of rows) {
      row.rowErrors = [];
      this.paintRow(row);
    }
    if (inside && !this.table.contains(document.activeElement)) this.goTo();
    this.show();
    if (rows.length > 0) this.checkSoon();
  }

  private paintRow(row: Row): void {
    paint(row, this.columns, (gone) => { this.removeRow(gone); });
    prepareRow(row.element);
    if (isDirty(row, this.names())) paintSum(row, this.columns);
  }

  private names(): string[] {
    return this.columns.map((column) => column.name);
  }

  private dirty(): Row[] {
    const names = this.names();
    return this.rows.filter((row) => isDirty(row, names));
  }

  private put(row: Row): void {
    this.table.querySelector("tbody .gap")?.remove();
    this.table.tBodies[0]?.append(row.element);
    this.rows.push(row);
  }

  private take(row: Row): void {
    row.element.remove();
    this.rows = this.rows.filter((one) => one !== row);
  }

  private emptyRow(): Row {
    this.made += 1;
    return newRow(`n${this.made}`, this.columns, this.hasBox);
  }

  private addRow(): void {
    const row = this.emptyRow();
    this.put(row);
    this.history.keep({ changes: [], added: [row], removed: [] });
    this.repaint([row]);
    this.goTo(row);
  }

  private removeRow(row: Row): void {
    this.take(row);
    this.history.keep({ changes: [], added: [], removed: [row] });
    this.repaint([row]);
    this.goTo();
  }

  /** To the first refused cell of a row, else to its first cell; without a row to the first of the sheet. */
  private goTo(row?: Row): void {
    const wrong = row && Object.keys(row.errors).map((name) => cellOf(row, name)).find((cell) => cell !== null);
    const cell = wrong ?? (row?.element ?? this.table.tBodies[0])?.querySelector<HTMLElement>("[data-col]");
    if (cell) activate(this.table, cell);
  }

  private pasted(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const cell = cellAt(event.target);
    const cells = cellsOfText(text);
    if (cell === null || cells.length === 0) return;
    const isOne = cells.length === 1 && cells[0]?.length === 1;
    if (this.editor.isOpen && isOne) return;
    event.preventDefault();
    this.editor.cancel();
    this.pasteCells(cell, cells);
  }

  private pasteCells(cell: HTMLTableCellElement, cells: string[][]): void {
    const labels = new Map(this.columns.map((column) => [plainLabel(column.label), column.name]));
    const headings = cells.length > 1 ? columnsOfHeadings(cells[0] ?? [], labels) : null;
    const body = headings ? cells.slice(1) : cells;
    const names = this.names();
    const from = headings ? 0 : Math.max(0, names.indexOf(cell.dataset.col ?? ""));
    const wide = Math.max(...body.map((row) => row.length)) + from - names.length;
    if (body.length > MOST_ROWS) { this.bar.tell(say("tooMany", { n: MOST_ROWS, m: body.length })); return; }
    if (!headings && wide > 0) { this.bar.tell(say("tooWide", { n: wide })); return; }
    const step: Step = { changes: [], added: [], removed: [] };
    let at = this.rows.findIndex((row) => row.element === cell.parentElement);
    const touched: Row[] = [];
    for (const line of body) {
      let row = this.rows[at];
      if (row === undefined) {
        row = this.emptyRow();
        this.put(row);
        step.added.push(row);
      }
      at += 1;
      touched.push(row);
      this.fill(row, line, headings ?? names.slice(from), step);
    }
    this.history.keep(step);
    this.repaint(touched);
    this.bar.tell(say("pasted", { n: body.length }));
    if (touched[0]) this.goTo(touched[0]);
  }

  private fill(row: Row, line: string[], names: (string | null)[], step: Step): void {
    line.forEach((text, index) => {
      const column = names[index];
      if (!column) return;
      const before = row.typed[column] ?? "";
      const after = text.replace(/\s+/g, " ").trim();
      if (before === after) return;
      row.typed[column] = after;
      step.changes.push({ row, column, before, after });
    });
  }

  private token(): string {
    return document.querySelector<HTMLInputElement>("#choose [name=csrfmiddlewaretoken]")?.value ?? "";
  }

  private checkSoon(): void {
    window.clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = window.setTimeout(() => { void this.check(); }, PATIENCE_MS);
  }

  private async check(): Promise<void> {
    const rows = this.dirty();
    if (rows.length === 0) { this.show(); return; }
    const asking = new AbortController();
    this.asking = asking;
    this.bar.busy(say("checking"));
    const asked = new Map(rows.map((row) => [row.key, fingerprint(row)]));
    try {
      const told = await ask(this.dataset.checkUrl ?? "", rows, this.token(), asking.signal);
      if (typeof told === "string") this.bar.tell(told || say("notReached"));
      else this.learn(told, asked);
    } catch (fault) {
      if (!(fault instanceof DOMException && fault.name === "AbortError")) this.bar.tell(say("notReached"));
    } finally {
      if (this.asking === asking) this.bar.busy("");
      this.show();
    }
  }

  private learn(told: Told[], asked: Map<string, string>): void {
    for (const one of told) {
      const row = this.rows.find((known) => known.key === one.key);
      if (!row || asked.get(row.key) !== fingerprint(row)) continue;
      row.errors = one.errors;
      row.notes = one.notes;
      row.rowErrors = one.row_errors;
      row.theirs = one.theirs ?? null;
      if (one.kept) {
        Object.assign(row, { id: one.kept.id, version: one.kept.version, saved: one.kept.cells, typed: { ...one.kept.cells } });
        row.errors = {};
        row.notes = {};
        settle(row, this.columns);
      }
      this.paintRow(row);
    }
    this.showConflicts();
  }

  private async save(): Promise<void> {
    const rows = this.dirty();
    if (rows.length === 0) return;
    window.clearTimeout(this.timer);
    this.asking?.abort();
    this.bar.busy(say("saving"));
    const asked = new Map(rows.map((row) => [row.key, fingerprint(row)]));
    try {
      let kept = 0;
      for (let from = 0; from < rows.length; from += ROWS_A_TIME) {
        const told = await ask(this.dataset.saveUrl ?? "", rows.slice(from, from + ROWS_A_TIME), this.token());
        if (typeof told === "string") { this.bar.tell(told || say("notReached")); return; }
        this.learn(told, asked);
        kept += told.filter((one) => one.kept).length;
        this.bar.busy(say("savedSoFar", { n: kept, m: rows.length }));
      }
      const left = this.dirty().length;
      this.history.forget();
      if (kept > 0) await this.refresh();
      this.table.querySelector<HTMLElement>("tbody [tabindex='0']")?.focus();
      this.bar.tell(say(left ? "savedSome" : "saved", { n: kept, m: left }));
    } catch {
      this.bar.tell(say("notReached"));
    } finally {
      this.bar.busy("");
      this.show();
    }
  }

  /** Rows that are kept and all counts round the sheet, as the server draws them now. */
  private async refresh(): Promise<void> {
    const fresh = await fetchAround();
    if (fresh === null) return;
    const names = this.names();
    for (const row of this.rows) {
      const element = fresh.querySelector<HTMLTableRowElement>(`#sheet tr[data-id="${row.id ?? 0}"]`);
      if (!element || isDirty(row, names)) continue;
      redrawn(row, document.importNode(element, true));
      const now = rowOf(row.element);
      Object.assign(row, { key: now.key, version: now.version, saved: now.saved, typed: { ...now.saved } });
      this.paintRow(row);
    }
    showChosen();
    if (!this.table.querySelector("tbody [tabindex='0']")) asGrid(this.table);
  }

  private showConflicts(): void {
    this.conflicts.replaceChildren(...this.rows.filter((row) => row.theirs).map((row) => conflictPanel(row, this.columns, (keepsMine) => {
      if (!row.theirs) return;
      row.version = row.theirs.version;
      row.saved = row.theirs.cells;
      if (!keepsMine) row.typed = { ...row.saved };
      row.theirs = null;
      settle({ ...row, typed: row.saved }, this.columns);
      this.showConflicts();
      this.repaint([row]);
    })));
  }

  private discard(): void {
    for (const row of this.dirty()) {
      if (row.id === null) this.take(row);
      else Object.assign(row, { typed: { ...row.saved }, errors: {}, notes: {}, theirs: null });
      this.paintRow(row);
    }
    this.history.forget();
    this.showConflicts();
    this.repaint([]);
  }

  private show(): void {
    const dirty = this.dirty();
    const bad = dirty.filter(isBad);
    this.bar.show({
      dirty: dirty.length, bad: bad.map((row) => ({ row, number: this.rows.indexOf(row) + 1 })),
      canUndo: this.history.canUndo, canRedo: this.history.canRedo,
    });
    showTotals(this, dirty, this.columns);
    widen(this.table, bad);
    showChosen();
  }
}
