/**
 * The colours of the maps, read from the tokens of the stylesheet (frontend/css/tokens.css), so that they are written
 * down once and follow high contrast. `forgetColours` makes the next reading fresh after the reader changed the contrast.
 */

const known = new Map<string, string>();

/** The value of a CSS custom property, for example `colour("land")` for `--land`. */
export function colour(token: string): string {
  let value = known.get(token);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim() || "#14222f";
    known.set(token, value);
  }
  return value;
}

/** The colour of a stage, 1 to 8. */
export function stageColour(stage: number): string {
  return colour(`stage-${stage}`);
}

/** A `#rrggbb` colour at an opacity between 0 and 1. */
export function faded(hex: string, opacity: number): string {
  const full = hex.length === 4 ? hex.replace(/[^#]/g, "$&$&") : hex;
  return full + Math.round(opacity * 255).toString(16).padStart(2, "0");
}

/** A canvas font in the site's face. */
export function font(pixels: number, weight: 400 | 600 = 400): string {
  return `${weight} ${pixels}px Sarabun, "Noto Sans Thai", "Leelawadee UI", Thonburi, sans-serif`;
}

export function forgetColours(): void {
  known.clear();
}

/** Waits, for a second at most, until Sarabun is there: signs drawn on a canvas do not change when the font arrives. */
export async function fontReady(): Promise<void> {
  const faces = [400, 600].map((weight) => document.fonts.load(`${weight} 14px Sarabun`, "Aก๑1"));
  const patience = new Promise((resolve) => setTimeout(resolve, 1000));
  await Promise.race([Promise.allSettled(faces), patience]);
}
