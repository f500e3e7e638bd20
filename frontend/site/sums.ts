/**
 * `<form data-adds-up>`: amounts that should add up say so while they are typed. The server adds them up again.
 *
 *   <input data-part>…                                    the parts, in baht, in either kind of digits
 *   <output data-sum></output>                            what they add up to
 *   <p data-sum-says data-fits="…" data-less="{0} …" data-more="{0} …" data-whole="500.00"></p>
 *
 * The whole is `data-whole`, or else what is typed in the form's field `amount`. Nothing is said while a part cannot be read.
 */

const THAI_ZERO = 0x0e50;

/** Satang in what was typed; null when it is not an amount. */
export function satangOf(text: string): number | null {
  const arabic = text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - THAI_ZERO)).replace(/บาท|฿|\s/g, "");
  if (!/^-?(\d{1,3}(,\d{3})+|\d+)(\.\d{0,2})?$/.test(arabic)) return null;
  return Math.round(Number(arabic.replaceAll(",", "")) * 100);
}

/** `1,234.50`, in the kind of digits the reader chose. */
function written(satang: number): string {
  const text = (satang / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const thai = document.querySelector("#digits-th:checked") !== null;
  return thai ? text.replace(/\d/g, (digit) => String.fromCharCode(THAI_ZERO + Number(digit))) : text;
}

function totalOf(form: HTMLFormElement): number | null {
  let total = 0;
  for (const part of form.querySelectorAll<HTMLInputElement>("input[data-part]")) {
    if (part.value.trim() === "") continue;
    const satang = satangOf(part.value);
    if (satang === null) return null;
    total += satang;
  }
  return total;
}

function tell(form: HTMLFormElement): void {
  const says = form.querySelector<HTMLElement>("[data-sum-says]");
  const output = form.querySelector<HTMLOutputElement>("[data-sum]");
  const total = totalOf(form);
  if (output) output.textContent = total === null ? "-" : written(total);
  if (!says) return;
  const typed = form.querySelector<HTMLInputElement>("input[name=amount]:not([data-part])")?.value ?? "";
  const whole = satangOf(says.dataset.whole ?? typed);
  says.classList.remove("is-right", "is-wrong");
  if (total === null || whole === null || total === 0) {
    says.textContent = "";
    return;
  }
  const sentence = total === whole ? says.dataset.fits : total < whole ? says.dataset.less : says.dataset.more;
  says.classList.add(total === whole ? "is-right" : "is-wrong");
  says.textContent = (sentence ?? "").replace("{0}", written(Math.abs(whole - total)));
}

export function addUp(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-adds-up]")) {
    form.addEventListener("input", () => { tell(form); });
    tell(form);
  }
}
