/** The rows of the sheet in memory: what stands in the system, what is typed, and every step that can be undone. */

export type Cells = Record<string, string>;

export interface Row {
  /** Names the row to the server and back. */
  key: string;
  id: number | null;
  version: number;
  saved: Cells;
  typed: Cells;
  errors: Cells;
  notes: Cells;
  rowErrors: string[];
  theirs: { version: number; cells: Cells } | null;
  element: HTMLTableRowElement;
}

interface Change {
  row: Row;
  column: string;
  before: string;
  after: string;
}

/** One thing a person did: typing into a cell, or a whole paste with the rows it added. */
export interface Step {
  changes: Change[];
  added: Row[];
  removed: Row[];
}

export function isDirty(row: Row, columns: string[]): boolean {
  return row.id === null || columns.some((name) => (row.typed[name] ?? "") !== (row.saved[name] ?? ""));
}

export function isBad(row: Row): boolean {
  return Object.keys(row.errors).length > 0 || row.rowErrors.length > 0 || row.theirs !== null;
}

/** What the row says, to see whether an answer is still about it. */
export function fingerprint(row: Row): string {
  return JSON.stringify([row.typed, row.version]);
}

/** Steps done and undone. `put` and `take` add rows to the table and take them out. */
export class History {
  private done: Step[] = [];
  private undone: Step[] = [];

  constructor(private readonly put: (row: Row) => void, private readonly take: (row: Row) => void) {}

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Keeps a step that was done; steps that had been undone cannot come back after it. */
  keep(step: Step): void {
    if (step.changes.length + step.added.length + step.removed.length === 0) return;
    this.done.push(step);
    this.undone = [];
  }

  /** After saving, what was typed before is no longer to be undone here. */
  forget(): void {
    this.done = [];
    this.undone = [];
  }

  /** Takes the last step back; gives the rows it touched. */
  undo(): Row[] {
    const step = this.done.pop();
    if (step === undefined) return [];
    this.undone.push(step);
    for (const change of [...step.changes].reverse()) change.row.typed[change.column] = change.before;
    step.added.forEach(this.take);
    step.removed.forEach(this.put);
    return touched(step);
  }

  /** Does the step undone last again. */
  redo(): Row[] {
    const step = this.undone.pop();
    if (step === undefined) return [];
    this.done.push(step);
    step.added.forEach(this.put);
    step.removed.forEach(this.take);
    for (const change of step.changes) change.row.typed[change.column] = change.after;
    return touched(step);
  }
}

function touched(step: Step): Row[] {
  return [...new Set([...step.changes.map((change) => change.row), ...step.added, ...step.removed])];
}
