/**
 * `<as-of-slider>`: every past day on one slider. Around it stands a form that works by itself.
 *
 *   <as-of-slider>
 *     <input type="range" form="…" hidden min="0" max="1200" value="3" data-first-day="2013-10-01" data-stops="0 31 61">
 *     <svg>…scale with links to marked days…</svg>
 *   </as-of-slider>
 *
 * The value is the number of days after `data-first-day`. Sliding writes the day into the form's field `as_of` and sends the
 * form when the reader rests; arrow keys go a day, Page Up and Page Down to the mark before and after. A pointer covers several days
 * with every pixel, so it clings to the marks (`data-stops`, days again) that are near.
 */
import { PAUSE, sendLater } from "./sending";

const DAY = 86_400_000;
const CLINGS_WITHIN_PIXELS = 5;

/** `29 ก.ย. 2559`, as the form writes it. */
function written(day: Date, month: "long" | "short"): string {
  const english = document.documentElement.lang === "en";
  const format = new Intl.DateTimeFormat(english ? "en-GB-u-ca-buddhist" : "th-TH-u-ca-buddhist-nu-latn", {
    day: "numeric", month, year: "numeric", timeZone: "UTC",
  });
  const parts = format.formatToParts(day).filter((part) => ["day", "month", "year"].includes(part.type));
  return parts.map((part) => part.value).join(" ");
}

class AsOfSlider extends HTMLElement {
  private pointing = false;

  private first(): number {
    return Date.parse(this.range?.dataset.firstDay ?? "");
  }

  private get range(): HTMLInputElement | null {
    return this.querySelector("input[type=range]");
  }

  connectedCallback(): void {
    const range = this.range;
    if (!range || Number.isNaN(this.first())) return;
    range.hidden = false;
    range.value = range.getAttribute("value") ?? range.value;
    range.addEventListener("pointerdown", () => { this.pointing = true; });
    range.addEventListener("pointerup", () => { this.pointing = false; });
    range.addEventListener("keydown", (event) => { this.turnPage(event, range); });
    range.addEventListener("input", () => { this.show(range); });
    // arrow keys change a day at a time: wait until the reader has arrived
    range.addEventListener("change", () => { this.send(range); });
  }

  private stops(range: HTMLInputElement): number[] {
    return (range.dataset.stops ?? "").split(" ").filter((stop) => stop !== "").map(Number);
  }

  private turnPage(event: KeyboardEvent, range: HTMLInputElement): void {
    this.pointing = false;
    if (event.key !== "PageUp" && event.key !== "PageDown") return;
    const now = Number(range.value);
    const stops = this.stops(range);
    const next = event.key === "PageUp" ? stops.find((stop) => stop > now) : stops.filter((stop) => stop < now).at(-1);
    event.preventDefault();
    range.value = String(next ?? (event.key === "PageUp" ? range.max : range.min));
    this.show(range);
    this.send(range);
  }

  private dayAt(range: HTMLInputElement): Date {
    return new Date(this.first() + Number(range.value) * DAY);
  }

  private show(range: HTMLInputElement): void {
    if (this.pointing) {
      const within = (Number(range.max) / Math.max(1, range.clientWidth)) * CLINGS_WITHIN_PIXELS;
      const now = Number(range.value);
      const near = this.stops(range).filter((stop) => Math.abs(stop - now) <= within)
        .sort((one, other) => Math.abs(one - now) - Math.abs(other - now))[0];
      if (near !== undefined) range.value = String(near);
    }
    range.setAttribute("aria-valuetext", written(this.dayAt(range), "long"));
    const field = this.field(range);
    if (field) field.value = written(this.dayAt(range), "short");
  }

  private send(range: HTMLInputElement): void {
    const field = this.field(range);
    if (!field) return;
    const day = this.dayAt(range);
    const typed = `${day.getUTCFullYear() + 543}${day.toISOString().slice(4, 10)}`;
    sendLater(range.form, PAUSE, () => { field.value = typed; });
  }

  private field(range: HTMLInputElement): HTMLInputElement | null {
    return range.form?.querySelector<HTMLInputElement>("input[name=as_of]") ?? null;
  }
}

export function defineAsOfSlider(): void {
  customElements.define("as-of-slider", AsOfSlider);
}
