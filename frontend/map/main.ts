/** The map elements of the site and the pages round them. Loaded only by the pages that have a map. */
import { foldBelow } from "../pages/folds";
import { improvePinPanel } from "../pages/pin-panel";
import { PinEditor } from "./pin-editor";
import { ProjectMap } from "./project-map";
import { WideMap } from "./wide-map";

foldBelow(document);
customElements.define("project-map", ProjectMap);
customElements.define("pin-editor", PinEditor);
customElements.define("wide-map", WideMap);
improvePinPanel(document);
