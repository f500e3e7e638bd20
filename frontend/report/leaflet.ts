/**
 * Leaflet as the global `L`, which the script that folium writes and the clustering both expect.
 */
import * as L from "leaflet";

declare global {
  interface Window {
    L: typeof L;
  }
}

window.L = L;
