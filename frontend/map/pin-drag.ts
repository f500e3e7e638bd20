/** Dragging the pin: it keeps its distance from the pointer, so that the tip does not jump under the finger. */
import type Feature from "ol/Feature";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import type Point from "ol/geom/Point";
import type { Coordinate } from "ol/coordinate";
import PointerInteraction from "ol/interaction/Pointer";
import { isOnPin } from "./hits";

export class PinDrag extends PointerInteraction {
  private grip: Coordinate | null = null;
  private hasMoved = false;

  constructor(private readonly pin: Feature<Point>, private readonly moved: () => void, private readonly dropped: () => void) {
    super();
  }

  /** True when there is a pin under the pointer. */
  isOver(event: MapBrowserEvent): boolean {
    const place = this.pin.getGeometry();
    return place !== undefined && isOnPin(event.map, place, event.pixel);
  }

  override handleDownEvent(event: MapBrowserEvent): boolean {
    const tip = this.pin.getGeometry()?.getCoordinates();
    if (tip === undefined || !this.isOver(event)) return false;
    this.grip = [(tip[0] ?? 0) - (event.coordinate[0] ?? 0), (tip[1] ?? 0) - (event.coordinate[1] ?? 0)];
    this.hasMoved = false;
    return true;
  }

  override handleDragEvent(event: MapBrowserEvent): void {
    if (this.grip === null) return;
    this.hasMoved = true;
    this.pin.getGeometry()?.setCoordinates([
      (event.coordinate[0] ?? 0) + (this.grip[0] ?? 0), (event.coordinate[1] ?? 0) + (this.grip[1] ?? 0),
    ]);
    this.moved();
  }

  override handleUpEvent(): boolean {
    this.grip = null;
    if (this.hasMoved) this.dropped();
    return false;
  }
}
