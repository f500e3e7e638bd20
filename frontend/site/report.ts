/**
 * A report page (`<div id="report" data-report>`), which works by itself as links and forms. This adds:
 *
 * - htmx swaps the report in place (its `hx-…` attributes ask for that); here the places scrolled to are kept, the panel
 *   behind a figure is brought into view, what changed is said to screen readers (`[data-said]` → `#report-said`), and an
 *   answer that is not a report (a refusal, the sign-in page) is shown whole.
 * - `<form data-report-form>`: choosing an option sends the form.
 * - `<as-of-slider>`: the slider over days (as-of-slider.ts).
 * - `<table data-figures>`: arrow keys, Home and End move between the figures.
 * - `<button hidden data-print>`: prints the page.
 */
import { moveWithArrows } from "./figures";
import { isWaiting, sendLater, setInFlight } from "./sending";

interface SwapDetail {
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  isError: boolean;
  pathInfo: { requestPath: string };
}

const scrolled = new Map<string, [number, number]>();
/** What had the focus before a swap: the slider is new and hidden at first, so that htmx cannot give it back. */
let focused = "";

function report(): HTMLElement | null {
  return document.querySelector("[data-report]");
}

function improve(root: HTMLElement): void {
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
  if (isWaiting()) {
    detail.shouldSwap = false; // the reader has moved on: the next answer is on its way
    return;
  }
  rememberPlaces();
  if (detail.xhr.status >= 400) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
}

/** Whether the list stands beside the grid, where it is in view; elsewhere it stands below. */
function isBeside(): boolean {
  const grid = document.querySelector(".comp-grid");
  const side = document.getElementById("comp-side");
  if (!grid || !side) return false;
  return side.getBoundingClientRect().left >= grid.getBoundingClientRect().right;
}

/** Beside the grid there is room for the list: the page stays where it is. Elsewhere the address leads to the list. */
function stayInPlace(event: Event): void {
  const { detail } = event as CustomEvent<{ path: string }>;
  if (isBeside()) detail.path = detail.path.replace(/#names$/, "");
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
  if (names && isBeside() && new URLSearchParams(location.search).has("province")) {
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
  page.body.addEventListener("htmx:beforeRequest", () => { setInFlight(true); });
  page.body.addEventListener("htmx:afterRequest", () => { setInFlight(false); });
  page.body.addEventListener("htmx:beforeSwap", beforeSwap);
  page.body.addEventListener("htmx:afterSettle", afterSwap);
}
