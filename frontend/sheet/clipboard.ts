/**
 * Reading what a spreadsheet puts on the clipboard: rows by line, cells by tab. A cell that holds a tab, a line break or a
 * quotation mark stands in quotation marks, and a mark inside is doubled.
 */
export function cellsOfText(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const source = text.replace(/\r\n?/g, "\n");
  while (at < source.length) {
    const [cell, next] = source.startsWith('"', at) ? quoted(source, at) : plain(source, at);
    row.push(cell);
    at = next;
    if (source[at] === "\t") {
      at += 1;
      if (at === source.length) row.push("");
      continue;
    }
    rows.push(row);
    row = [];
    at += 1;
  }
  if (row.length > 0) rows.push(row);
  // a blank line at the foot comes from copying to the end of a sheet
  while (rows.at(-1)?.every((cell) => cell.trim() === "")) rows.pop();
  return rows;
}

function plain(source: string, from: number): [string, number] {
  let end = from;
  while (end < source.length && source[end] !== "\t" && source[end] !== "\n") end += 1;
  return [source.slice(from, end), end];
}

/** A cell in quotation marks; one whose closing mark is missing or is followed by more text is taken as it stands. */
function quoted(source: string, from: number): [string, number] {
  let cell = "";
  let at = from + 1;
  for (;;) {
    const mark = source.indexOf('"', at);
    if (mark < 0) return plain(source, from);
    cell += source.slice(at, mark);
    if (source[mark + 1] !== '"') {
      const next = source[mark + 1];
      return next === undefined || next === "\t" || next === "\n" ? [cell, mark + 1] : plain(source, from);
    }
    cell += '"';
    at = mark + 2;
  }
}

const THAI_ZERO = 0x0e50;

/** The number in a typed amount, for the running sums only (what counts is what the server reads); null for none. */
export function amountOf(text: string): number | null {
  const arabic = text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - THAI_ZERO)).replace(/[,\s฿]|บาท/g, "");
  if (arabic === "" || arabic === "-") return 0;
  return /^\d+(\.\d*)?$/.test(arabic) ? Number(arabic) : null;
}

/** For each cell of a first row its column, when the row is a row of headings; null when it is not. */
export function columnsOfHeadings(first: string[], labels: Map<string, string>): (string | null)[] | null {
  const found = first.map((cell) => labels.get(plainLabel(cell)) ?? null);
  return found.filter((name) => name !== null).length >= 2 ? found : null;
}

/** A heading without spaces, unit and difference of digits: `งบประมาณ ๒๕๖๐ (บาท)` and `2560` are compared by this. */
export function plainLabel(text: string): string {
  return text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - THAI_ZERO)).replace(/\(.*?\)|[\s:*]/g, "").toLowerCase();
}
