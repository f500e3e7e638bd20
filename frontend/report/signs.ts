/**
 * The signs of the report's map as SVG elements: the six stage shapes a project can have, and the cluster disc whose
 * outer arc is the share with problems. The shapes are those of the site's sprite.
 */
const SVG = "http://www.w3.org/2000/svg";

const SHAPES: Record<number, string> = {
  3: "M3.2 3.2h9.6v9.6H3.2z",
  4: "M2.2 2.2h11.6v11.6H2.2z",
  5: "M8 .6 15.4 8 8 15.4.6 8z",
  6: "M8 1.2 15.6 14.6H.4z",
  7: "M1.2 8a6.8 6.8 0 1 0 13.6 0a6.8 6.8 0 1 0-13.6 0z",
  8: "M8 .3 14.8 4.2v7.6L8 15.7 1.2 11.8V4.2z",
};

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** The sign of a stage; the class carries its colour. */
export function stageSign(stage: number): HTMLElement {
  const box = document.createElement("span");
  const drawing = element("svg", { viewBox: "-1 -1 18 18", class: `sign s${stage}`, "aria-hidden": "true" });
  drawing.append(element("path", { d: SHAPES[stage] ?? SHAPES[3] ?? "", class: stage === 3 ? "open" : "full" }));
  if (stage === 8) drawing.append(element("path", { d: "m4.6 8.2 2.4 2.4 4.4-4.8", class: "tick" }));
  box.append(drawing);
  return box;
}

/** A disc with a count; `share` (0 to 1) of its edge is drawn in the colour of problems. */
export function clusterSign(count: string, radius: number, share: number): HTMLElement {
  const side = 2 * radius + 4;
  const middle = side / 2;
  const round = 2 * Math.PI * radius;
  const box = document.createElement("span");
  const drawing = element("svg", { viewBox: `0 0 ${side} ${side}`, width: side, height: side, class: "disc", "aria-hidden": "true" });
  drawing.append(element("circle", { cx: middle, cy: middle, r: radius, class: "edge" }));
  if (share > 0) {
    const arc = { cx: middle, cy: middle, r: radius, class: "share", "stroke-dasharray": `${round * share} ${round}` };
    drawing.append(element("circle", { ...arc, transform: `rotate(-90 ${middle} ${middle})` }));
  }
  const text = element("text", { x: middle, y: middle, class: "count" });
  text.textContent = count;
  drawing.append(text);
  box.append(drawing);
  return box;
}
