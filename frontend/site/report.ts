/**
 * A report page (`<div id="report" data-report>`), which works by itself as links and forms. This adds:
 *
 * - htmx swaps the report in place (its `hx-…` attributes ask for that); here the places scrolled to are kept, the panel
 *   behind a figure is brought into view, what changed is said to screen readers (`[data-said]` → `#report-said`), and an
 *   answer that is not a report (a refusal, the sign-in page) is shown whole.
 * - `<form data-report-form>`: choosing an option sends the form.
 * - `<input type="range" hidden data-first-day="2015-10-01" data-day="2016-09-29">`: the slider over days, which writes into
 *   the form's field `as_of` and sends it when let go.
 * - `<table data-figures>`: arrow keys, Home and End move between the figures.
 * - `<button hidden data-print>`: prints the page.
 */
import { moveWithArrows } from "./figures";

interface SwapDetail {
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  isError: boolean;
  pathInfo: { requestPath: string };
}

const DAY = 86_400_000;
const PAUSE = 350;
const WIDE = "(min-width: 1341px)";
const scrolled = new Map<string, [number, number]>();
/** The timer of a slider that is still being moved; 0 when it rests. */
let waiting = 0;
let inFlight = false;
/** What had the focus before a swap: the slider is new and hidden at first, so that htmx cannot give it back. */
let focused = "";

function report(): HTMLElement | null {
  return document.querySelector("[data-report]");
}

/** `29 ก.ย. 2559`, as the form writes it. */
function written(day: Date, month: "long" | "short"): string {
  const english = document.documentElement.lang === "en";
  const format = new Intl.DateTimeFormat(english ? "en-GB-u-ca-buddhist" : "th-TH-u-ca-buddhist-nu-latn", {
    day: "numeric", month, year: "numeric", timeZone: "UTC",
  });
  const parts = format.formatToParts(day).filter((part) => ["day", "month", "year"].includes(part.type));
  return parts.map((part) => part.value).join(" ");
}

function showSlider(slider: HTMLInputElement): void {
  const first = Date.parse(slider.dataset.firstDay ?? "");
  const field = slider.closest(".asof-panel")?.querySelector<HTMLInputElement>("input[name=as_of]");
  if (Number.isNaN(first) || !field?.form) return;
  const dayAt = (value: string): Date => new Date(first + Number(value) * DAY);
  slider.value = String(Math.round((Date.parse(slider.dataset.day ?? "") - first) / DAY));
  slider.hidden = false;
  slider.addEventListener("input", () => {
    slider.setAttribute("aria-valuetext", written(dayAt(slider.value), "long"));
    field.value = written(dayAt(slider.value), "short");
  });
  // arrow keys change a day at a time: wait until the reader has arrived
  slider.addEventListener("change", () => {
    const day = dayAt(slider.value);
    const typed = `${day.getUTCFullYear() + 543}${day.toISOString().slice(4, 10)}`;
    sendLater(field.form, PAUSE, () => { field.value = typed; });
  });
}

/** Sends a form after a pause; while an answer is on its way it waits for it, and then that answer is passed over. */
function sendLater(form: HTMLFormElement | null, pause: number, prepare?: () => void): void {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    if (inFlight) {
      sendLater(form, PAUSE, prepare);
      return;
    }
    waiting = 0;
    prepare?.();
    form?.requestSubmit();
  }, pause);
}

function improve(root: HTMLElement): void {
  root.querySelectorAll<HTMLInputElement>("input[type=range][data-first-day]").forEach(showSlider);
  root.querySelectorAll<HTMLTableElement>("table[data-figures]").forEach(moveWithArrows);
}

function rememberPlaces(): void {
  focused = document.activeElement?.id ?? "";
  for (const box of document.querySelectorAll<HTMLElement>("[data-report] [id].scroll, #comp-side")) {
    scrolled.set(box.id, [box.scrollLeft, box.scrollTop]);
  }
}

function returnToPlaces(): void {
  for (const [id, [left, top]] of scrolled) {
    const box = document.getElementById(id);
    if (box) [box.scrollLeft, box.scrollTop] = [left, top];
  }
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** An answer without a report in it: the sign-in page after the session has ended, or something went wrong. */
function isReport(detail: SwapDetail): boolean {
  return detail.xhr.status < 500 && new URL(detail.xhr.responseURL, location.href).pathname ===
    new URL(detail.pathInfo.requestPath, location.href).pathname;
}

function beforeSwap(event: Event): void {
  const { detail } = event as CustomEvent<SwapDetail>;
  if (!isReport(detail)) {
    detail.shouldSwap = false;
    location.assign(detail.xhr.responseURL || location.href);
    return;
  }
  if (waiting !== 0) {
    detail.shouldSwap = false; // the reader has moved on: the next answer is on its way
    return;
  }
  rememberPlaces();
  if (detail.xhr.status >= 400) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
}

/** Beside the grid there is room for the list: the page stays where it is. Elsewhere the address leads to the list. */
function stayInPlace(event: Event): void {
  const { detail } = event as CustomEvent<{ path: string }>;
  if (matchMedia(WIDE).matches) detail.path = detail.path.replace(/#names$/, "");
}

function afterSwap(): void {
  const root = report();
  if (root) improve(root);
  returnToPlaces();
  const names = document.getElementById("names");
  const said = ["[data-said]", "#report [role=alert]", "#report h1"]
    .map((place) => document.querySelector<HTMLElement>(place)).find((element) => element !== null)?.innerText;
  const speaker = document.getElementById("report-said");
  if (speaker) speaker.textContent = (said ?? "").replace(/\s+/g, " ").trim();
  if (names && matchMedia(WIDE).matches && new URLSearchParams(location.search).has("province")) {
    const side = document.getElementById("comp-side");
    side?.scrollTo({ top: names.offsetTop - side.offsetTop });
  }
}

export function improveReports(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => { window.print(); });
  }
  const root = report();
  if (!root) return;
  improve(root);
  page.addEventListener("change", (event) => {
    const choice = event.target instanceof HTMLSelectElement ? event.target : null;
    if (choice?.form?.matches("[data-report-form]")) sendLater(choice.form, 0);
  });
  page.body.addEventListener("htmx:configRequest", stayInPlace);
  page.body.addEventListener("htmx:beforeRequest", () => { inFlight = true; });
  page.body.addEventListener("htmx:afterRequest", () => { inFlight = false; });
  page.body.addEventListener("htmx:beforeSwap", beforeSwap);
  page.body.addEventListener("htmx:afterSettle", afterSwap);
}
