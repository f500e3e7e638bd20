/**
 * `<table data-figures>`: a table whose figures are links. Arrow keys go to the next figure in that direction, Home and End to
 * the first and last of the line. Every link stays in the tab order, so that nothing depends on knowing this.
 */

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
};

/** The cells of a line by column, as the figures stand under their heads: head rows are left out. */
function lines(table: HTMLTableElement): HTMLTableCellElement[][] {
  return [...table.querySelectorAll<HTMLTableRowElement>("tbody tr, tfoot tr")].map((row) => [...row.cells]);
}

function linkIn(cell: HTMLTableCellElement | undefined): HTMLAnchorElement | null {
  return cell?.querySelector<HTMLAnchorElement>("a[href]") ?? null;
}

function nextLink(grid: HTMLTableCellElement[][], from: [number, number], step: [number, number]): HTMLAnchorElement | null {
  let [row, column] = from;
  for (;;) {
    row += step[0];
    column += step[1];
    const cell = grid[row]?.[column];
    if (cell === undefined) return null;
    const link = linkIn(cell);
    if (link) return link;
  }
}

export function moveWithArrows(table: HTMLTableElement): void {
  table.addEventListener("keydown", (event) => {
    const cell = event.target instanceof Element ? event.target.closest("td, th") : null;
    if (!(cell instanceof HTMLTableCellElement) || cell.closest("thead") || event.altKey || event.ctrlKey || event.metaKey) return;
    const grid = lines(table);
    const row = grid.findIndex((line) => line.includes(cell));
    const line = grid[row] ?? [];
    const column = line.indexOf(cell);
    const step = STEPS[event.key];
    let target: HTMLAnchorElement | null = null;
    if (step) target = nextLink(grid, [row, column], step);
    else if (event.key === "Home") target = linkIn(line[0]);
    else if (event.key === "End") target = line.map(linkIn).filter((link) => link !== null).at(-1) ?? null;
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
