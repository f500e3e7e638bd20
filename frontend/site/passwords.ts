/**
 * A button that shows the password: `<button type="button" data-reveal="ID" data-hide-label="…" aria-pressed="false">`
 * with its words in a `<span>`. Hidden by CSS-free means: without the script the button is `hidden` and stays so.
 */

export function revealPasswords(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>("button[data-reveal]")) {
    const field = page.getElementById(button.dataset.reveal ?? "");
    if (!(field instanceof HTMLInputElement)) continue;
    const words = button.querySelector("span");
    const show = words?.textContent ?? "";
    button.hidden = false;
    button.addEventListener("click", () => {
      const revealed = field.type === "password";
      field.type = revealed ? "text" : "password";
      button.setAttribute("aria-pressed", String(revealed));
      if (words) words.textContent = revealed ? (button.dataset.hideLabel ?? show) : show;
      field.focus();
    });
  }
}
