/**
 * `<details data-unfold-from="1181">`: open from that width in pixels on, closed below it, until the reader decides. Without
 * the script it stays as the page was written.
 */
export function foldBelow(page: Document): void {
  for (const fold of page.querySelectorAll<HTMLDetailsElement>("details[data-unfold-from]")) {
    const wide = window.matchMedia(`(min-width: ${Number(fold.dataset.unfoldFrom)}px)`);
    fold.open = wide.matches;
    wide.addEventListener("change", () => { fold.open = wide.matches; });
  }
}
