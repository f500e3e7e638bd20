/**
 * The ground under a map: our own provinces, districts, authorities and place names as vector tiles, or the base map of
 * the installation (`BASEMAP_URL`), and on top of it the boundary of the authority in question.
 *
 * Our tiles (`data-ground-url`, default `/tiles/ground/{z}/{x}/{y}`, Mapbox vector tiles of 512 px) may have the layers
 * `provinces`, `districts` and `authorities` (polygons, with `id`, `name_th`, `name_en`, `kind`) and points with names:
 * `places` (`kind` is `district`, `subdistrict`, `village` …), `authority_labels`, `province_labels`. A layer that is
 * missing is not drawn. `name` is used where a name in the page's language is missing.
 */
import VectorTileLayer from "ol/layer/VectorTile";
import TileLayer from "ol/layer/Tile";
import VectorLayer from "ol/layer/Vector";
import VectorTileSource from "ol/source/VectorTile";
import VectorSource from "ol/source/Vector";
import XYZ from "ol/source/XYZ";
import MVT from "ol/format/MVT";
import Feature, { type FeatureLike } from "ol/Feature";
import Polygon from "ol/geom/Polygon";
import MultiPolygon from "ol/geom/MultiPolygon";
import Style from "ol/style/Style";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import type BaseLayer from "ol/layer/Base";
import { createXYZ } from "ol/tilegrid";
import { colour, faded } from "./palette";
import { label } from "./symbols";
import { isEnglish } from "./words";

export interface GroundWishes {
  groundUrl: string;
  basemapUrl: string;
  basemapAttribution: string;
  /** True when one authority is meant: everything outside it is drawn one tone darker. */
  hasBoundary: boolean;
}

const TILE_PIXELS = 512;
const DEEPEST_TILES = 14;
const EDGE = "#8a96a1";
const NEIGHBOUR_DASH = [7, 3, 1.5, 3];

/** The name of a feature in the language of the page. */
export function nameOf(feature: FeatureLike): string {
  const first: unknown = feature.get(isEnglish() ? "name_en" : "name_th");
  const name: unknown = first !== undefined && first !== "" ? first : (feature.get("name") ?? feature.get("name_th"));
  return typeof name === "string" ? name : "";
}

function layerOf(feature: FeatureLike): string {
  return String(feature.get("layer"));
}

/** Web-mercator metres per pixel at a zoom of 256-pixel tiles, as the view counts them. */
function resolutionAt(zoom: number): number {
  return 156543.03392804097 / 2 ** zoom;
}

function landStyle(tone: "land" | "land-out"): (feature: FeatureLike) => Style | undefined {
  return (feature) => (layerOf(feature) === "provinces" ? new Style({ fill: new Fill({ color: colour(tone) }) }) : undefined);
}

function lineStyle(feature: FeatureLike, resolution: number): Style | undefined {
  const near = resolution < resolutionAt(9.5);
  switch (layerOf(feature)) {
    case "provinces":
      return new Style({ stroke: new Stroke({ color: near ? EDGE : colour("map-line"), width: near ? 1.6 : 0.8 }) });
    case "districts":
      return resolution < resolutionAt(7.5) ? new Style({ stroke: new Stroke({ color: faded(EDGE, 0.7), width: 0.8 }) }) : undefined;
    case "authorities":
      return near ? new Style({ stroke: new Stroke({ color: EDGE, width: 1.2, lineDash: NEIGHBOUR_DASH }) }) : undefined;
    default:
      return undefined;
  }
}

/** From which zoom the names of a kind of place are written, how large, and which goes first when they collide. */
const PLACE_LOOKS: Record<string, { from: number; pixels: number; rank: number }> = {
  village: { from: 12.5, pixels: 13, rank: 5 },
  subdistrict: { from: 10.5, pixels: 13, rank: 4 },
  district: { from: 8, pixels: 13, rank: 6 },
  province: { from: 5.5, pixels: 14, rank: 7 },
  authority: { from: 10.5, pixels: 12, rank: 2 },
};

function placeKind(feature: FeatureLike): string {
  const layer = layerOf(feature);
  if (layer === "places") return String(feature.get("kind") ?? "village").toLowerCase();
  return layer === "authority_labels" ? "authority" : layer === "province_labels" ? "province" : "";
}

function labelStyle(feature: FeatureLike, resolution: number): Style | undefined {
  const kind = placeKind(feature);
  const look = PLACE_LOOKS[kind] ?? (kind === "" ? undefined : PLACE_LOOKS.village);
  if (look === undefined || resolution > resolutionAt(look.from)) return undefined;
  const ink = kind === "authority" ? colour("ink-2") : colour("ink");
  return new Style({ text: label(nameOf(feature), { pixels: look.pixels, ink, weight: look.rank > 5 ? 600 : 400 }), zIndex: look.rank });
}

function ownTiles(url: string): VectorTileSource {
  return new VectorTileSource({
    format: new MVT(),
    url,
    tileGrid: createXYZ({ tileSize: TILE_PIXELS, maxZoom: DEEPEST_TILES }),
    wrapX: false,
    transition: 0,
  });
}

function ownGround(url: string, tone: "land" | "land-out"): { under: BaseLayer[]; over: BaseLayer[] } {
  const source = ownTiles(url);
  const drawn = { source, updateWhileAnimating: false, renderBuffer: 64 };
  return {
    under: [new VectorTileLayer({ ...drawn, style: landStyle(tone), zIndex: 0 })],
    over: [
      new VectorTileLayer({ ...drawn, style: lineStyle, zIndex: 20 }),
      new VectorTileLayer({ ...drawn, style: labelStyle, declutter: "labels", zIndex: 60 }),
    ],
  };
}

/** Vector base maps in the widespread layer names: water, roads and names are drawn, everything else is left quiet. */
function foreignStyle(feature: FeatureLike): Style | undefined {
  const layer = layerOf(feature);
  if (/^water/.test(layer)) {
    return new Style({ fill: new Fill({ color: colour("water") }), stroke: new Stroke({ color: colour("water"), width: 1.5 }) });
  }
  if (/^(earth|land)$/.test(layer)) return new Style({ fill: new Fill({ color: colour("land") }) });
  if (/^(roads|transportation)$/.test(layer)) return new Style({ stroke: new Stroke({ color: colour("road-edge"), width: 1.6 }) });
  if (/^places?$/.test(layer)) {
    const local: unknown = feature.get(isEnglish() ? "name:en" : "name:th");
    return new Style({ text: label(typeof local === "string" ? local : nameOf(feature)) });
  }
  return undefined;
}

async function foreignGround(url: string, attribution: string): Promise<BaseLayer[]> {
  const common = attribution ? { attributions: [attribution] } : {};
  if (!/\.pmtiles($|\?)/.test(url)) {
    return [new TileLayer({ source: new XYZ({ url, crossOrigin: "anonymous", ...common }), zIndex: 0 })];
  }
  const [{ PMTiles, TileType }, { PMTilesRasterSource, PMTilesVectorSource }] = await Promise.all([import("pmtiles"), import("ol-pmtiles")]);
  const header = await new PMTiles(url).getHeader();
  if (header.tileType === TileType.Mvt) {
    return [new VectorTileLayer({ source: new PMTilesVectorSource({ url, ...common }), style: foreignStyle, declutter: true, zIndex: 0 })];
  }
  const source = new PMTilesRasterSource({ url, tileSize: [256, 256], ...common });
  return [new TileLayer({ source: source as unknown as XYZ, zIndex: 0 })];
}

/** The layers of the ground, lowest first. A base map that cannot be read is replaced by our own ground. */
export async function groundLayers(wishes: GroundWishes): Promise<BaseLayer[]> {
  const own = ownGround(wishes.groundUrl, wishes.hasBoundary ? "land-out" : "land");
  if (wishes.basemapUrl === "") return [...own.under, ...own.over];
  try {
    return await foreignGround(wishes.basemapUrl, wishes.basemapAttribution);
  } catch {
    return [...own.under, ...own.over];
  }
}

/** Everything but the authority, as one polygon with holes: what a veil over a foreign base map is laid on. */
function outsideOf(geometry: Polygon | MultiPolygon): Polygon {
  const far = 2e7;
  const world = [[-far, -far], [far, -far], [far, far], [-far, far], [-far, -far]];
  const parts = geometry instanceof Polygon ? [geometry.getCoordinates()] : geometry.getCoordinates();
  return new Polygon([world, ...parts.flatMap((rings) => rings.slice(0, 1))]);
}

function veilOver(features: Feature[]): BaseLayer {
  const outside = features.flatMap((feature) => {
    const geometry = feature.getGeometry();
    return geometry instanceof Polygon || geometry instanceof MultiPolygon ? [new Feature(outsideOf(geometry))] : [];
  });
  return new VectorLayer({
    // A wrapped copy of the outside would lie over the hole.
    source: new VectorSource({ wrapX: false, features: outside }),
    style: () => new Style({ fill: new Fill({ color: faded(colour("land-out"), 0.6) }) }),
    zIndex: 10,
  });
}

/**
 * The boundary of the authority: its ground in the lighter tone (or, on a foreign base map, a veil over everything else),
 * a pale glow, and the line itself.
 */
export function boundaryLayers(source: VectorSource, onForeignGround: boolean): BaseLayer[] {
  const inside = new VectorLayer({ source, style: () => new Style({ fill: new Fill({ color: colour("land") }) }), zIndex: 10 });
  const line = (): Style[] => [
    new Style({ stroke: new Stroke({ color: faded(colour("boundary"), 0.13), width: 11 }) }),
    new Style({ stroke: new Stroke({ color: colour("boundary"), width: 2.6, lineJoin: "round" }) }),
  ];
  return [onForeignGround ? veilOver(source.getFeatures()) : inside, new VectorLayer({ source, style: line, zIndex: 30 })];
}
