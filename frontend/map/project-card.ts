/** The small cards of a `<project-map>`: a hint at the pointer, and the selected project with the way to its page. */
import type Feature from "ol/Feature";
import { iconOf, made } from "./elements";
import { figure, say } from "./words";

export class ProjectCard {
  private readonly hintBox = made("map-card", { hidden: "" });
  private readonly selectedBox = made("map-card map-card-selected", { hidden: "" });

  constructor(private readonly frame: HTMLElement) {}

  private text(feature: Feature, name: string): string {
    const value: unknown = feature.get(name);
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  }

  private place(box: HTMLElement): HTMLElement {
    if (!box.isConnected) this.frame.append(box);
    return box;
  }

  /** What lies under the pointer; an empty list takes the hint away. */
  hint(members: Feature[], pixel: number[]): void {
    const first = members[0];
    if (first === undefined) {
      this.tell(null, pixel);
    } else if (members.length === 1) {
      this.tell([this.text(first, "name"), this.text(first, "code")], pixel);
    } else {
      const problems = members.filter((member) => Number(member.get("problems") ?? 0) > 0).length;
      const line = problems > 0 ? say("withProblems", { n: figure(problems) }) : "";
      this.tell([say("zoomToSee", { n: figure(members.length) }), line], pixel);
    }
  }

  /** A title and a line at the pointer; null takes them away. */
  tell(words: [string, string] | null, pixel: number[]): void {
    const box = this.place(this.hintBox);
    box.hidden = words === null;
    if (words === null) return;
    const title = made("", {}, "b");
    const line = made("xs muted", {}, "span");
    [title.textContent, line.textContent] = words;
    box.replaceChildren(title, line);
    const [x = 0, y = 0] = pixel;
    const left = Math.min(x + 14, this.frame.clientWidth - box.offsetWidth - 8);
    box.style.left = `${Math.max(8, left)}px`;
    box.style.top = `${y + 18 + box.offsetHeight > this.frame.clientHeight ? y - box.offsetHeight - 12 : y + 18}px`;
  }

  /** The selected project; null takes the card away. */
  show(feature: Feature | null): void {
    const box = this.place(this.selectedBox);
    box.hidden = feature === null;
    if (feature === null) return;
    const title = made("", {}, "b");
    title.textContent = this.text(feature, "name");
    const line = made("row sm muted", {}, "span");
    line.append(this.text(feature, "code"));
    const address = this.text(feature, "url");
    if (address) {
      const link = made("", { href: address }, "a");
      link.textContent = say("projectPage");
      line.append(link);
    }
    const close = made("map-card-close", { type: "button", "aria-label": say("closeCard") }, "button");
    close.append(iconOf("close"));
    close.addEventListener("click", () => { this.frame.dispatchEvent(new CustomEvent("card-close")); });
    box.replaceChildren(title, line, close);
  }
}
