/** The two lines above the sheet: tools, and what is not saved yet with the way to every row that must be mended. */
import { figure } from "../map/words";
import { icon, made } from "./painting";
import type { Row } from "./rows";
import { say } from "./words";

export interface Acts {
  add: () => void;
  undo: () => void;
  redo: () => void;
  save: () => void;
  discard: () => void;
  jump: (row: Row) => void;
}

export interface State {
  dirty: number;
  bad: { row: Row; number: number }[];
  canUndo: boolean;
  canRedo: boolean;
}

const MOST_LINKS = 8;

function button(css: string, act: () => void, ...inside: (Node | string)[]): HTMLButtonElement {
  const element = made("button", `btn btn-sm ${css}`.trim(), ...inside) as HTMLButtonElement;
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

export class SheetBar {
  readonly tools: HTMLElement;
  readonly line: HTMLElement;
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;
  private readonly save: HTMLButtonElement;
  private readonly said: HTMLElement;
  private readonly counts: HTMLElement;
  private readonly buttons: HTMLElement;
  /** What is going on, as it was said. */
  private going = "";

  constructor(private readonly acts: Acts) {
    this.undo = button("btn-quiet", acts.undo, icon("undo"), say("undo"));
    this.redo = button("btn-quiet", acts.redo, icon("redo"), say("redo"));
    const add = button("", acts.add, icon("plus"), say("addRow"));
    this.tools = made("div", "pw-tools", made("p", "hint", say("keys")), this.undo, this.redo, add);
    this.save = button("btn-main", acts.save, say("saveNone"));
    this.buttons = made("span", "push row", this.save, button("btn-danger", acts.discard, say("discard")));
    this.counts = made("span", "");
    this.said = made("span", "muted");
    this.said.setAttribute("role", "status");
    this.line = made("div", "pw-paste", this.counts, this.said, this.buttons);
  }

  /** One sentence about what was done or could not be; it stands until something else is done. */
  tell(words: string): void {
    this.said.textContent = words;
    if (words) this.line.hidden = false;
  }

  /** Says what is going on; the figures stay as they are until the answer comes. */
  busy(words: string): void {
    if (words) this.said.textContent = words;
    else if (this.said.textContent === this.going) this.said.textContent = "";
    this.going = words;
    this.line.toggleAttribute("aria-busy", words !== "");
  }

  show(state: State): void {
    const good = state.dirty - state.bad.length;
    this.undo.disabled = !state.canUndo;
    this.redo.disabled = !state.canRedo;
    this.save.disabled = good === 0;
    this.save.textContent = good ? say("save", { n: figure(good) }) : say("saveNone");
    this.line.classList.toggle("has-bad", state.bad.length > 0);
    this.line.hidden = state.dirty === 0 && this.said.textContent === "";
    this.buttons.hidden = state.dirty === 0;
    this.counts.replaceChildren();
    if (state.dirty === 0) return;
    this.counts.append(made("b", "", say("unsaved", { n: figure(state.dirty) })), ` ${say("good", { n: figure(good) })}`);
    if (state.bad.length === 0) return;
    this.counts.append(` · ${say("bad", { n: figure(state.bad.length) })} (`, ...this.links(state), ")");
  }

  private links(state: State): (Node | string)[] {
    const shown = state.bad.slice(0, MOST_LINKS).flatMap(({ row, number }, index) => {
      const link = made("button", "pw-jump", say("row", { n: figure(number) }));
      link.setAttribute("type", "button");
      link.addEventListener("click", () => { this.acts.jump(row); });
      return index ? [", ", link] : [link];
    });
    return state.bad.length > MOST_LINKS ? [...shown, " …"] : shown;
  }
}
