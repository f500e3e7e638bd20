/** The sheet's two questions to the server (projects/pages/planning/rows_api.py): would these rows be kept, and keep them. */
import type { Cells, Row } from "./rows";

export interface Told {
  key: string;
  errors: Cells;
  notes: Cells;
  row_errors: string[];
  kept?: { id: number; version: number; cells: Cells };
  theirs?: { version: number; cells: Cells };
}

/** The answer for each row, or a sentence when there is none. Rejects when the request was given up. */
export async function ask(url: string, rows: Row[], token: string, signal?: AbortSignal): Promise<Told[] | string> {
  const body = JSON.stringify({
    rows: rows.map((row) => ({ key: row.key, id: row.id, version: row.version, cells: row.typed })),
  });
  const answer = await fetch(url, {
    method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token }, ...(signal ? { signal } : {}),
  });
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? (await answer.json() as { rows?: Told[]; detail?: string }) : {};
  return said.rows ?? said.detail ?? "";
}
