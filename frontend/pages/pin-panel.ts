/**
 * `<form data-pin-panel data-readings-url="…">`: the panel of the pin editor, in step with the `<pin-editor>` of the page.
 *
 * The form works without this script: text, button, cards, save. With it the cards are asked for while one types
 * (the server draws them, the same as in the page), the pin follows the card that is chosen, and a pin placed on the map
 * becomes a card of its own. What is sent is always the form.
 *
 * Markup: a textarea `text`, a select `system`, hidden fields `longitude`, `latitude`, `capture`, `accuracy_m` and
 * `map_zoom`, and `[data-cards]` with radio buttons `reading` that carry `data-longitude`, `data-latitude`, `data-number`
 * (0 for the card of the map), `data-system` and `data-grade`. `[data-without-script]` is taken away.
 */
import type { Draft, PinEditor } from "../map/pin-editor";
import type { Grade } from "../map/symbols";

const PATIENCE_MS = 450;
const MAP_PATIENCE_MS = 200;
const ON_THE_MAP = "map";

class PinPanel {
  private readonly cards: HTMLElement;
  private readonly text: HTMLTextAreaElement;
  private readonly spoken: HTMLElement;
  private timer = 0;
  private asking: AbortController | null = null;
  /** Where the pin stands: on the saved place, on a typed card, or where it was put on the map. */
  private pinIs: "saved" | "typed" | "map" = "saved";
  private isMoving = false;

  constructor(private readonly form: HTMLFormElement, private readonly editor: PinEditor) {
    this.cards = form.querySelector<HTMLElement>("[data-cards]") ?? form;
    this.text = form.querySelector<HTMLTextAreaElement>("textarea[name=text]") ?? document.createElement("textarea");
    this.spoken = document.createElement("p");
    this.spoken.className = "vh";
    this.spoken.setAttribute("role", "status");
    form.append(this.spoken);
    for (const button of form.querySelectorAll<HTMLElement>("[data-without-script]")) button.hidden = true;
    this.listen();
  }

  private listen(): void {
    this.text.addEventListener("input", () => { this.askSoon("", PATIENCE_MS); });
    this.form.querySelector("select[name=system]")?.addEventListener("change", () => { this.askSoon("", 0); });
    this.cards.addEventListener("change", () => { this.showOnMap(); });
    document.addEventListener("draft-change", (event) => {
      const draft = (event as CustomEvent<Draft | null>).detail;
      if (draft === null || this.isMoving) return;
      this.pinIs = "map";
      this.keep(draft);
      this.askSoon(ON_THE_MAP, MAP_PATIENCE_MS);
    });
    if (this.editor.dataset.ready === "true") this.showOnMap();
    else this.editor.addEventListener("map-ready", () => { this.showOnMap(); }, { once: true });
  }

  private field(name: string): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  }

  private fill(name: string, value: string): void {
    const field = this.field(name);
    if (field) field.value = value;
  }

  /** A place put on the map, into the hidden fields. */
  private keep(draft: Draft): void {
    this.fill("longitude", String(draft.longitude));
    this.fill("latitude", String(draft.latitude));
    this.fill("capture", draft.capture);
    this.fill("accuracy_m", draft.accuracy === null ? "" : draft.accuracy.toFixed(2));
    this.fill("map_zoom", String(draft.zoom));
  }

  private askSoon(reading: string, patience: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => { void this.ask(reading); }, patience);
  }

  /** Asks the server for the cards. `reading` is the card to choose, empty to leave it open. */
  private async ask(reading: string): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const sent = new FormData(this.form);
    sent.set("reading", reading);
    this.cards.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.form.dataset.readingsUrl ?? "", {
        method: "POST", body: sent, signal: asking.signal, headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok) return;
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.cards.replaceChildren(...drawn.body.childNodes);
      this.showOnMap();
      this.say();
    } catch (fault) {
      if (!(fault instanceof DOMException && fault.name === "AbortError")) return;
    } finally {
      if (this.asking === asking) this.cards.removeAttribute("aria-busy");
    }
  }

  private say(): void {
    // As shown: both kinds of digits stand in the page, and one of them is hidden.
    const told = this.cards.querySelector<HTMLElement>("legend, [data-unreadable]")?.innerText ?? "";
    this.spoken.textContent = told.replace(/\s+/g, " ").trim();
    const unreadable = this.cards.querySelector("[data-unreadable]") !== null;
    this.text.closest(".field")?.classList.toggle("bad", unreadable);
    if (unreadable) this.text.setAttribute("aria-invalid", "true");
    else this.text.removeAttribute("aria-invalid");
    this.text.setAttribute("aria-describedby", unreadable ? "paste-hint cards-error" : "paste-hint");
    document.getElementById("paste-error")?.remove();
  }

  private radios(): HTMLInputElement[] {
    return [...this.cards.querySelectorAll<HTMLInputElement>("input[name=reading]")];
  }

  /** The cards as numbered rings, and the pin where the chosen card says. */
  private showOnMap(): void {
    if (this.editor.dataset.ready !== "true") return;
    const radios = this.radios();
    const chosen = radios.find((radio) => radio.checked);
    this.editor.setReadings(radios.filter((radio) => radio.value !== ON_THE_MAP).map((radio) => ({
      number: Number(radio.dataset.number), longitude: Number(radio.dataset.longitude),
      latitude: Number(radio.dataset.latitude), chosen: radio === chosen,
    })));
    const tag = document.getElementById("pe-draft");
    if (tag) tag.hidden = chosen === undefined;
    if (chosen === undefined) {
      this.editor.restoreSaved();
      this.pinIs = "saved";
      return;
    }
    this.movePin(chosen);
    this.editor.setGrade((chosen.dataset.grade ?? "") as Grade | "");
  }

  private movePin(chosen: HTMLInputElement): void {
    const onMap = chosen.value === ON_THE_MAP;
    // The pin is there already; and while the device is measuring, its next fix moves it: nothing here may stop that.
    if (onMap && this.pinIs === "map") return;
    const accuracy = onMap ? Number(this.field("accuracy_m")?.value ?? "") : 0;
    this.isMoving = true;
    this.editor.setDraft(Number(chosen.dataset.longitude), Number(chosen.dataset.latitude), {
      capture: onMap ? this.field("capture")?.value ?? "" : "TYPED",
      system: chosen.dataset.system ?? "wgs84", accuracy: accuracy > 0 ? accuracy : null,
    });
    this.isMoving = false;
    this.pinIs = onMap ? "map" : "typed";
  }
}

/** The row of the open project, into view within its own list. */
function showCurrentRow(list: HTMLElement): void {
  const row = list.querySelector<HTMLElement>("[aria-current]");
  if (row === null) return;
  list.scrollTop = row.offsetTop - list.offsetTop - (list.clientHeight - row.offsetHeight) / 2;
  list.scrollLeft = row.offsetLeft - list.offsetLeft - (list.clientWidth - row.offsetWidth) / 2;
}

export function improvePinPanel(page: Document): void {
  const list = page.querySelector<HTMLElement>(".pe-work .lines");
  if (list) showCurrentRow(list);
  const form = page.querySelector<HTMLFormElement>("form[data-pin-panel]");
  const editor = page.querySelector<PinEditor>("pin-editor");
  if (form && editor) new PinPanel(form, editor);
  page.getElementById("pe-errors")?.focus();
}
