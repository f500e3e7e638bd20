/** The bar below the sheet: how many rows are chosen, their planned budget, and all that are not approved yet. */
import { figure } from "../map/words";
import { made } from "./painting";
import { say } from "./words";

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("#sheet .sh-c input")].filter((box) => !box.disabled);
}

function link(words: string, act: () => void): HTMLElement {
  const button = made("button", "btn btn-sm btn-quiet", words);
  button.setAttribute("type", "button");
  button.addEventListener("click", act);
  return button;
}

/** Says what is chosen, and what more could be. */
export function showChosen(): void {
  const place = document.querySelector<HTMLElement>("#choose [data-chosen]");
  if (place === null) return;
  const chosen = boxes().filter((box) => box.checked);
  const drafts = boxes().filter((box) => box.dataset.state === "draft");
  const sum = chosen.reduce((total, box) => total + Number(box.dataset.planned), 0);
  const words = chosen.length ? say("chosen", { n: figure(chosen.length), sum: figure(sum) }) : say("chooseSome");
  place.replaceChildren(made(chosen.length ? "b" : "span", "", words));
  if (drafts.some((box) => !box.checked)) {
    place.append(" ", link(say("chooseAll", { n: figure(drafts.length) }), () => { check(drafts, true); }));
  }
  if (chosen.length) place.append(" ", link(say("chooseNone"), () => { check(chosen, false); }));
}

function check(which: HTMLInputElement[], on: boolean): void {
  for (const box of which) box.checked = on;
  showChosen();
}
