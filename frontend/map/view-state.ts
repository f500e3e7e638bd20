/**
 * The view (zoom, latitude, longitude) in the address, as the query parameter `at=15.2/14.56353/101.04750`, so that a view
 * can be sent to somebody. The parameter appears only after the reader has moved the map, never makes a new entry in the
 * history, and is carried along by the page's filter form when the element names it in `data-form`.
 */
import type View from "ol/View";
import { fromLonLat, toLonLat } from "ol/proj";

export interface Place {
  zoom: number;
  latitude: number;
  longitude: number;
}

const PARAMETER = "at";

/** Reads `15.2/14.56353/101.04750`; null when it is no such text or no place in or near Thailand. */
export function readPlace(text: string | null): Place | null {
  const parts = (text ?? "").split("/").map(Number);
  const [zoom, latitude, longitude] = parts;
  if (parts.length !== 3 || zoom === undefined || latitude === undefined || longitude === undefined) return null;
  const sensible = zoom >= 4 && zoom <= 22 && Math.abs(latitude - 13) <= 10 && Math.abs(longitude - 101.5) <= 10;
  return sensible ? { zoom, latitude, longitude } : null;
}

export function writePlace(view: View): string {
  const [longitude, latitude] = toLonLat(view.getCenter() ?? [0, 0]);
  return `${Number((view.getZoom() ?? 0).toFixed(2))}/${(latitude ?? 0).toFixed(5)}/${(longitude ?? 0).toFixed(5)}`;
}

/** The view asked for in the address of the page. */
export function placeInAddress(): Place | null {
  return readPlace(new URLSearchParams(location.search).get(PARAMETER));
}

export function goTo(view: View, place: Place): void {
  view.setCenter(fromLonLat([place.longitude, place.latitude]));
  view.setZoom(place.zoom);
}

/** Writes the view into the address and into the hidden field of the form, if there is one. */
export function keepPlace(view: View, form: HTMLFormElement | null): void {
  const address = new URL(location.href);
  const place = writePlace(view);
  address.searchParams.set(PARAMETER, place);
  history.replaceState(history.state, "", address.toString().replaceAll("%2F", "/"));
  if (form === null) return;
  let field = form.querySelector<HTMLInputElement>(`input[name="${PARAMETER}"]`);
  if (field === null) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = PARAMETER;
    form.append(field);
  }
  field.value = place;
}
