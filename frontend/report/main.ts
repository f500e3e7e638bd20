/**
 * The map of the stand-alone report. folium makes the Leaflet map and the ground; this adds the projects as clustered
 * signs with a card each. Nothing is fetched, and no text from people ever becomes markup.
 */
import "./leaflet";
import "leaflet.markercluster";
import type * as Leaflet from "leaflet";
import { readData, type Point, type ReportData } from "./data";
import { clusterSign, stageSign } from "./signs";

declare global {
  interface Window {
    showProjects: (map: Leaflet.Map) => void;
  }
}

const L = window.L;

function line(list: HTMLElement, label: string, value: string): void {
  const name = document.createElement("dt");
  name.textContent = label;
  const figure = document.createElement("dd");
  figure.textContent = value;
  list.append(name, figure);
}

/** The card of one project. */
function card(point: Point, data: ReportData): HTMLElement {
  const [, , stage, problems, name, code, authority, planned, budget, contract, paid, progress, position] = point;
  const { words, locale } = data;
  const money = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2, numberingSystem: "latn" });
  const box = document.createElement("div");
  box.className = "card";
  const title = document.createElement("b");
  title.textContent = name;
  const list = document.createElement("dl");
  line(list, code, data.authorities[authority] ?? "");
  line(list, words.stage, (data.stages[String(stage)] ?? "") + (problems ? ` · ${words.problems}` : ""));
  line(list, words.year, data.year);
  line(list, words.planned, money.format(Number(planned)));
  line(list, words.budget, money.format(Number(budget)));
  line(list, words.contract, money.format(Number(contract)));
  line(list, words.paid, money.format(Number(paid)));
  line(list, words.progress, progress);
  line(list, words.position, data.positions[position] ?? "");
  box.append(title, list);
  return box;
}

function marker(point: Point, data: ReportData): Leaflet.Marker {
  const [longitude, latitude, stage, problems, name] = point;
  const icon = L.divIcon({ html: stageSign(stage), className: problems ? "mark mark-problem" : "mark", iconSize: [18, 18] });
  const made = L.marker([latitude, longitude], { icon, alt: name, title: name });
  made.bindPopup(() => card(point, data), { maxWidth: 320, minWidth: 240 });
  return made;
}

/** Puts every project on the map that folium made, and shows the whole ground. */
function showProjects(map: Leaflet.Map): void {
  const data = readData();
  const counts = new Intl.NumberFormat(data.locale, { numberingSystem: "latn" });
  const withProblems = new WeakSet<Leaflet.Marker>();
  map.setMinZoom(5).setMaxZoom(18);
  const group = L.markerClusterGroup({
    chunkedLoading: true,
    maxClusterRadius: 44,
    showCoverageOnHover: false,
    iconCreateFunction: (cluster) => {
      const inside = cluster.getAllChildMarkers();
      const radius = Math.min(12 + 2 * Math.log2(inside.length), 30);
      const share = inside.filter((one) => withProblems.has(one)).length / inside.length;
      const html = clusterSign(counts.format(inside.length), radius, share);
      const side = 2 * radius + 4;
      return L.divIcon({ html, className: "cluster", iconSize: [side, side] });
    },
  });
  const markers = data.points.map((point) => {
    const made = marker(point, data);
    if (point[3]) withProblems.add(made);
    return made;
  });
  group.addLayers(markers);
  map.addLayer(group);
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false }).addTo(map);
  nameControls(map, data);
  const [west, south, east, north] = data.bounds;
  map.fitBounds([[south, west], [north, east]], { padding: [12, 12], animate: false });
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", data.words.map);
  map.getContainer().dataset["projects"] = String(markers.length);
  drawKeys();
}

/** The legend shows the very signs of the map. */
function drawKeys(): void {
  for (const key of document.querySelectorAll<HTMLElement>(".key-sign")) key.append(stageSign(Number(key.dataset["stage"])));
  for (const key of document.querySelectorAll<HTMLElement>(".key-cluster")) key.append(clusterSign("9", 12, 1 / 3));
}

/** The zoom buttons say what they do in the language of the report. */
function nameControls(map: Leaflet.Map, data: ReportData): void {
  for (const [selector, name] of [[".leaflet-control-zoom-in", data.words.zoomIn], [".leaflet-control-zoom-out", data.words.zoomOut]] as const) {
    const button = map.getContainer().querySelector(selector);
    button?.setAttribute("title", name);
    button?.setAttribute("aria-label", name);
  }
}

window.showProjects = showProjects;
