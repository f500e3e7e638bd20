/**
 * How this reader wants figures and contrast, kept on this device.
 *
 * Expects the two groups of radio buttons named `digits` and `contrast` of the page head, which work by themselves
 * through the stylesheet (`:has(#digits-th:checked)`); this script only remembers the choice and puts it back. It is
 * loaded without `defer` right behind the page head, so that nothing is painted in the other digits first.
 */

const GROUPS = ["digits", "contrast"] as const;
const KEY = "eplan.";

function stored(group: string): string | null {
  try {
    return localStorage.getItem(KEY + group);
  } catch {
    return null; // storage switched off: the choice then holds for one page
  }
}

function keep(group: string, id: string): void {
  try {
    localStorage.setItem(KEY + group, id);
  } catch {
    // storage switched off: nothing to keep it in
  }
}

for (const group of GROUPS) {
  const wanted = stored(group);
  for (const radio of document.querySelectorAll<HTMLInputElement>(`input[type="radio"][name="${group}"]`)) {
    if (radio.id === wanted) radio.checked = true;
    radio.addEventListener("change", () => {
      keep(group, radio.id);
      document.dispatchEvent(new CustomEvent("preferences-change", { detail: { group, value: radio.id } }));
    });
  }
}
