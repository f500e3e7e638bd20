/**
 * Small improvements to every page. Each page works without this file.
 *
 * - htmx, for the pages that ask for it with `hx-…` attributes; its configuration stands in base.html (no eval, no styles).
 * - Menus (`<details data-menu>`) close on Escape and when the reader goes elsewhere.
 * - `<button data-reveal="ID">` shows and hides the password typed in that field.
 * - `<form data-autosubmit>` sends itself when a choice changes; its submit button is for those without the script.
 * - `<as-of-slider>`: any past day on a slider (as-of-slider.ts).
 * - `<form data-adds-up>`: amounts that should add up say so while they are typed (sums.ts).
 * - `<div data-report>`: reports are swapped in place, with arrow keys (report.ts).
 * - The search box in the bar: `/` goes there from anywhere, and suggestions stand below it (search-box.ts).
 */
import "htmx.org";
import { closeMenus } from "./menus";
import { revealPasswords } from "./passwords";
import { submitOnChange } from "./autosubmit";
import { improveReports } from "./report";
import { defineAsOfSlider } from "./as-of-slider";
import { addUp } from "./sums";
import { improveSearchBox } from "./search-box";

closeMenus(document);
revealPasswords(document);
submitOnChange(document);
improveReports(document);
defineAsOfSlider();
addUp(document);
improveSearchBox(document);
