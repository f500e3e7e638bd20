/** Both versions of a project side by side, when somebody was faster. Nothing is chosen beforehand. */
import { made } from "./painting";
import type { Column } from "./painting";
import type { Row } from "./rows";
import { say } from "./words";

function button(words: string, act: () => void): HTMLElement {
  const element = made("button", "btn btn-sm", words);
  element.setAttribute("type", "button");
  element.addEventListener("click", act);
  return element;
}

/** The panel for one row; `decide` gets true for one's own version. */
export function conflictPanel(row: Row, columns: Column[], decide: (keepsMine: boolean) => void): HTMLElement {
  const theirs = row.theirs?.cells ?? {};
  const differing = columns.filter((column) => (theirs[column.name] ?? "") !== (row.typed[column.name] ?? ""));
  const table = made("table", "t cmp");
  const head = made("tr", "", made("th", "", say("item")), made("th", "", say("yours")), made("th", "", say("theirs")));
  for (const cell of head.children) cell.setAttribute("scope", "col");
  const body = made("tbody", "");
  for (const column of differing) {
    const name = made("th", "", column.label);
    name.setAttribute("scope", "row");
    body.append(made("tr", "near", name, made("td", "", row.typed[column.name] ?? ""), made("td", "", theirs[column.name] ?? "")));
  }
  table.append(made("thead", "", head), body);
  const note = made("p", "", made("b", "", `${say("conflict")}: ${row.saved.code ?? ""}`), ` ${say("conflictHint")}`);
  const panel = made(
    "div", "panel-body stack pw-conflict", note, table,
    made("div", "row", button(say("keepYours"), () => { decide(true); }), button(say("keepTheirs"), () => { decide(false); })),
  );
  panel.setAttribute("role", "alert");
  return panel;
}
