/**
 * The search box of the bar. Works without this file as a form; this adds:
 *
 * - `/` goes to the box of the page or of the bar, and to the search page where the bar has only a sign.
 * - Suggestions below the box while one types: links, walked with the arrow keys; Escape closes them.
 *
 * Expects `<form data-search data-api="/api/search/">` with one field, `<a data-search-link>`, and on the search page
 * `<input data-search-page>`. The suggestions come from the form's `data-api`, within what the reader may see.
 */

interface Suggestion {
  title: string;
  place: string;
  url: string;
}

const PAUSE_MS = 180;
const SHORTEST = 3;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

function goWithSlash(page: Document): void {
  page.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const boxes = page.querySelectorAll<HTMLInputElement>("[data-search-page], [data-search] input[type=search]");
    const box = [...boxes].find((one) => one.getClientRects().length > 0);
    event.preventDefault();
    if (box !== undefined) box.focus();
    else page.querySelector<HTMLAnchorElement>("[data-search-link]")?.click();
  });
}

function suggestionsIn(answer: unknown): Suggestion[] {
  if (typeof answer !== "object" || answer === null || !("results" in answer) || !Array.isArray(answer.results)) return [];
  return (answer.results as Suggestion[]).filter((one) => one.url !== "").slice(0, 8);
}

function lineOf(one: Suggestion): HTMLLIElement {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = one.url;
  link.append(one.title);
  if (one.place !== "") {
    const place = document.createElement("small");
    place.append(one.place);
    link.append(place);
  }
  line.append(link);
  return line;
}

function suggest(form: HTMLFormElement, box: HTMLInputElement): void {
  const list = document.createElement("ul");
  list.className = "find-list";
  list.hidden = true;
  form.append(list);
  let waiting = 0;
  let asked = 0;

  const close = (): void => { list.hidden = true; list.replaceChildren(); };
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    const text = box.value.trim();
    if (text.length < SHORTEST) { close(); return; }
    const answer = await fetch(`${form.dataset.api ?? ""}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    const found = suggestionsIn(await answer.json());
    if (mine !== asked) return;
    list.replaceChildren(...found.map(lineOf));
    list.hidden = found.length === 0;
  };
  box.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => { ask().catch(close); }, PAUSE_MS);
  });
  form.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    if (event.key === "Escape") { close(); box.focus(); }
    if (list.hidden || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    const here = links.findIndex((link) => link === document.activeElement);
    const next = here + (event.key === "ArrowDown" ? 1 : -1);
    (links[next] ?? box).focus();
  });
  form.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node) || !form.contains(event.relatedTarget)) close();
  });
}

export function improveSearchBox(page: Document): void {
  goWithSlash(page);
  const form = page.querySelector<HTMLFormElement>("form[data-search]");
  const box = form?.querySelector<HTMLInputElement>("input[type=search]");
  if (form && box) suggest(form, box);
}
