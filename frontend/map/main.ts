/** The map elements of the site. Loaded only by the pages that have a map. */
import { PinEditor } from "./pin-editor";
import { ProjectMap } from "./project-map";

customElements.define("project-map", ProjectMap);
customElements.define("pin-editor", PinEditor);
