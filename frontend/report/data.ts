/**
 * What the map report carries in its `<script type="application/json" id="report-data">`, as
 * gis_reports/outputs/stand_alone_map.py writes it. Texts come from people: they are only ever set as text.
 */

/** Longitude and latitude (WGS 84), stage 3 to 8, 1 with problems, name, code, authority (index), planned, budget,
 *  contract and paid (baht, as decimal texts), progress in percent, kind of position (index). */
export type Point = [
  number, number, number, 0 | 1, string, string, number, string, string, string, string, string, number,
];

export interface Words {
  stage: string;
  year: string;
  planned: string;
  budget: string;
  contract: string;
  paid: string;
  progress: string;
  position: string;
  problems: string;
  map: string;
  zoomIn: string;
  zoomOut: string;
}

export interface ReportData {
  locale: string;
  year: string;
  stages: Record<string, string>;
  authorities: string[];
  positions: string[];
  words: Words;
  points: Point[];
  /** west, south, east, north */
  bounds: [number, number, number, number];
}

/** Reads the data block of the page. */
export function readData(): ReportData {
  const block = document.getElementById("report-data");
  return JSON.parse(block?.textContent ?? "{}") as ReportData;
}
