/** Typing into one cell: Enter keeps and goes down, Tab keeps and goes on, Escape gives the old value back. */
import { remember } from "./painting";
import type { Column } from "./painting";

type Typed = (cell: HTMLElement, text: string | undefined) => void;
type Onward = (cell: HTMLElement, down: number, right: number) => void;

export class CellEditor {
  private cell: HTMLElement | null = null;
  private input: HTMLInputElement | null = null;

  constructor(private readonly typed: Typed, private readonly onward: Onward) {}

  get isOpen(): boolean {
    return this.input !== null;
  }

  /** Opens a field in the cell. `selects` marks its whole text, so that typing replaces it. */
  open(cell: HTMLElement, column: Column, text: string, selects: boolean): void {
    this.close(true);
    remember(cell);
    const input = document.createElement("input");
    input.value = text;
    input.autocomplete = "off";
    input.setAttribute("aria-label", column.label);
    if (column.choices) input.setAttribute("list", column.choices);
    if (column.isAmount) input.inputMode = "decimal";
    this.cell = cell;
    this.input = input;
    cell.classList.add("cell-on");
    cell.replaceChildren(input);
    input.addEventListener("keydown", (event) => { this.pressed(event); });
    input.addEventListener("blur", () => { this.close(true); });
    input.focus();
    if (selects) input.select();
  }

  /** Closes without keeping. */
  cancel(): void {
    this.close(false);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const cell = this.cell;
    const ways: Record<string, [number, number]> = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1], Escape: [0, 0] };
    const way = ways[event.key];
    event.stopPropagation();
    if (!way || !cell) return;
    event.preventDefault();
    this.close(event.key !== "Escape");
    this.onward(cell, way[0], way[1]);
  }

  private close(keeps: boolean): void {
    const { cell, input } = this;
    if (cell === null || input === null) return;
    this.cell = null;
    this.input = null;
    const text = input.value;
    cell.classList.remove("cell-on");
    cell.replaceChildren();
    this.typed(cell, keeps ? text : undefined);
  }
}
