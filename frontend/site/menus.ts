/** Menus made of `<details data-menu>`: one open at a time; Escape closes and gives the focus back to the summary. */

const OPEN = "details[data-menu][open]";

function closeAllBut(kept: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (menu !== kept) menu.open = false;
  }
}

export function closeMenus(page: Document): void {
  page.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    closeAllBut(target?.closest("details[data-menu]") ?? null);
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = page.activeElement?.closest<HTMLDetailsElement>(OPEN) ?? page.querySelector<HTMLDetailsElement>(OPEN);
    if (menu === null) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
