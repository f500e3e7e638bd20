/**
 * The list beside a `<project-map>`: rows with `data-project="ID"`. Pointing at a row or focusing something in it marks the
 * project on the map; pressing the row outside its links and buttons selects it.
 */

interface Wishes {
  hover: (id: string | null) => void;
  select: (id: string) => void;
}

function rowOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-project]") : null;
}

export class ProjectList {
  private constructor(private readonly box: HTMLElement, wishes: Wishes) {
    box.addEventListener("pointerover", (event) => { wishes.hover(rowOf(event.target)?.dataset.project ?? null); });
    box.addEventListener("pointerleave", () => { wishes.hover(null); });
    box.addEventListener("focusin", (event) => { wishes.hover(rowOf(event.target)?.dataset.project ?? null); });
    box.addEventListener("focusout", () => { wishes.hover(null); });
    box.addEventListener("click", (event) => {
      const row = rowOf(event.target);
      const control = event.target instanceof Element ? event.target.closest("a, button:not([data-show-on-map]), input, select") : null;
      if (row?.dataset.project !== undefined && control === null) wishes.select(row.dataset.project);
    });
  }

  /** The list a selector names; null when there is none. */
  static of(selector: string | undefined, wishes: Wishes): ProjectList | null {
    const box = selector ? document.querySelector<HTMLElement>(selector) : null;
    return box ? new ProjectList(box, wishes) : null;
  }

  private row(id: string | null): HTMLElement | null {
    return id === null ? null : this.box.querySelector<HTMLElement>(`[data-project="${CSS.escape(id)}"]`);
  }

  /** The grade a row carries; empty without a row. */
  gradeOf(id: string): string {
    return this.row(id)?.dataset.grade ?? "";
  }

  showHover(id: string | null): void {
    for (const row of this.box.querySelectorAll(".hovered")) row.classList.remove("hovered");
    this.row(id)?.classList.add("hovered");
  }

  showSelected(id: string | null): void {
    for (const row of this.box.querySelectorAll("[data-project][aria-current]")) row.removeAttribute("aria-current");
    const row = this.row(id);
    row?.setAttribute("aria-current", "true");
    row?.scrollIntoView({ block: "nearest" });
  }
}
