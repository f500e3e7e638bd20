/**
 * `<form data-autosubmit>`: choosing an option or ticking a box sends the form at once. Text fields wait for Enter or the
 * button, so that nobody loses half a word. Empty fields are left out of a GET address, so that the address stays short
 * enough to be sent to somebody.
 */

type Field = HTMLInputElement | HTMLSelectElement;

const leftOut: Field[] = [];

function isField(element: EventTarget | null): element is Field {
  return element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
}

function leaveOutEmptyFields(form: HTMLFormElement): void {
  for (const field of form.elements) {
    if (!isField(field) || field.value !== "" || field.name === "" || field.disabled) continue;
    field.disabled = true;
    leftOut.push(field);
  }
}

function isChoice(field: Field): boolean {
  return field instanceof HTMLSelectElement || /^(checkbox|radio|date)$/.test(field.type);
}

export function submitOnChange(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-autosubmit]")) {
    form.addEventListener("change", (event) => {
      if (isField(event.target) && isChoice(event.target)) form.requestSubmit();
    });
    if (form.method === "get") form.addEventListener("submit", () => { leaveOutEmptyFields(form); });
  }
  // A page taken out of the back-forward cache would otherwise keep those fields switched off.
  window.addEventListener("pageshow", () => {
    for (const field of leftOut.splice(0)) field.disabled = false;
  });
}
