/** Making the pieces of markup that stand round a map. Text is always set as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the page's sprite. */
export function iconOf(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A `<div>` (or another element) with a class and attributes. */
export function made(css: string, attributes: Record<string, string> = {}, tag = "div"): HTMLElement {
  const element = document.createElement(tag);
  if (css) element.className = css;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** A square map button that is known by its name only. */
export function toolButton(icon: string, name: string, press: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", name);
  button.title = name;
  button.append(iconOf(icon));
  button.addEventListener("click", press);
  return button;
}

/** Text in both kinds of digits, as the template filters write it. */
export function bothDigits(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const thai = text.replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)));
  if (thai === text) {
    fragment.append(text);
    return fragment;
  }
  for (const [css, words] of [["d-ar", text], ["d-th", thai]] as const) {
    const span = made(css, {}, "span");
    span.textContent = words;
    fragment.append(span);
  }
  return fragment;
}
