/** The foot of the sheet: what the server added up, with the rows that are good but not saved yet. */
import { figure } from "../map/words";
import { amountOf } from "./clipboard";
import type { Column } from "./painting";
import { isBad } from "./rows";
import type { Row } from "./rows";
import { say } from "./words";

/** `dirty` are the rows that are not saved; those to mend are left out, and how many is said. */
export function showTotals(sheet: HTMLElement, dirty: Row[], columns: Column[]): void {
  const good = dirty.filter((row) => !isBad(row));
  let total = 0;
  for (const column of columns.filter((one) => one.isAmount)) {
    const cell = sheet.querySelector<HTMLElement>(`[data-sum-of="${column.name}"]`);
    if (cell === null) continue;
    const more = good.reduce((sum, row) => sum + (amountOf(row.typed[column.name] ?? "") ?? 0) - (amountOf(row.saved[column.name] ?? "") ?? 0), 0);
    const amount = Number(cell.dataset.amount) + more;
    total += amount;
    cell.textContent = amount ? figure(amount) : "-";
  }
  const all = sheet.querySelector<HTMLElement>("[data-sum-of=all]");
  if (all) all.textContent = figure(total);
  const unsaved = good.filter((row) => row.id === null).length;
  const bad = dirty.length - good.length;
  const place = sheet.querySelector<HTMLElement>("[data-left-out]");
  const words = [unsaved ? say("withUnsaved", { n: figure(unsaved) }) : "", bad ? say("leftOut", { n: figure(bad) }) : ""];
  if (place) place.textContent = words.filter(Boolean).join(" ");
}
