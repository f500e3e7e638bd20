/** The sheet of a plan. Loaded only by the page that has one, for people who may enter projects. */
import { PlanSheet } from "./plan-sheet";

customElements.define("plan-sheet", PlanSheet);
