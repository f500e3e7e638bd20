/** The few words the maps say themselves, in the language of the page. Everything else comes from the page's markup. */

const THAI = {
  zoomIn: "ขยาย",
  zoomOut: "ย่อ",
  wholeArea: "ดูทั้งเขต",
  devicePosition: "ตำแหน่งของอุปกรณ์",
  placePin: "ปักหมุด",
  map: "แผนที่",
  metres: "ม.",
  kilometres: "กม.",
  projects: "โครงการ",
  ofThisPlace: "{n} จาก {total} โครงการ ณ จุดนี้",
  zoomToSee: "{n} โครงการ กดเพื่อขยาย",
  withProblems: "มีข้อต้องแก้ {n}",
  projectPage: "หน้าโครงการ",
  closeCard: "ปิด",
  pinAt: "หมุดอยู่ที่ละติจูด {lat} ลองจิจูด {lon}",
  dataNotLoaded: "โหลดข้อมูลแผนที่ไม่สำเร็จ รายการยังใช้ได้ โปรดเปิดหน้านี้ใหม่",
  onlyTheFirst: "แผนที่แสดง {n} โครงการแรก โปรดกรองให้แคบลงเพื่อดูครบ",
  cellsAge: "จุดรวมยังไม่นับรายการที่บันทึกในช่วง {span} ที่ผ่านมา",
  seconds: "{n} วินาที",
  minutes: "{n} นาที",
  hours: "{n} ชั่วโมง",
  measuring: "กำลังวัดตำแหน่ง ได้ {n} ค่า คลาดไม่เกิน {m} ม. กดซ้ำเพื่อหยุด",
  measureStarts: "กำลังหาตำแหน่งของอุปกรณ์",
  deviceRefused: "อุปกรณ์ไม่อนุญาตให้ใช้ตำแหน่ง เปิดสิทธิ์ตำแหน่งของเว็บไซต์นี้ หรือกดบนแผนที่แทน",
  deviceSilent: "อุปกรณ์ยังบอกตำแหน่งไม่ได้ ลองใหม่ในที่โล่ง หรือกดบนแผนที่แทน",
  deviceMissing: "อุปกรณ์นี้บอกตำแหน่งไม่ได้ กดบนแผนที่หรือพิมพ์พิกัดแทน",
};

type Word = keyof typeof THAI;

const ENGLISH: Record<Word, string> = {
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  wholeArea: "Show the whole area",
  devicePosition: "Position of this device",
  placePin: "Place the pin",
  map: "Map",
  metres: "m",
  kilometres: "km",
  projects: "projects",
  ofThisPlace: "{n} of {total} projects at this spot",
  zoomToSee: "{n} projects, press to zoom in",
  withProblems: "{n} with problems",
  projectPage: "Project page",
  closeCard: "Close",
  pinAt: "The pin is at latitude {lat}, longitude {lon}",
  dataNotLoaded: "The map data could not be loaded. The list still works; load the page again.",
  onlyTheFirst: "The map shows the first {n} projects. Narrow the filters to see all",
  cellsAge: "The discs do not count yet what was entered in the last {span}",
  seconds: "{n} seconds",
  minutes: "{n} minutes",
  hours: "{n} hours",
  measuring: "Measuring: {n} fixes, within {m} m. Press again to stop",
  measureStarts: "Finding the position of this device",
  deviceRefused: "The device does not allow its position to be used. Allow it for this site, or press on the map instead",
  deviceSilent: "The device cannot tell its position yet. Try again in the open, or press on the map instead",
  deviceMissing: "This device cannot tell its position. Press on the map or type the coordinates instead",
};

/** True when the page is in English. */
export function isEnglish(): boolean {
  return document.documentElement.lang.startsWith("en");
}

/** A word in the language of the page, with its `{names}` filled in. */
export function say(word: Word, values: Record<string, string | number> = {}): string {
  const text = (isEnglish() ? ENGLISH : THAI)[word];
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ""));
}

const THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙";

/** True when the reader chose Thai digits (see site/preferences.ts). */
export function wantsThaiDigits(): boolean {
  const radio = document.getElementById("digits-th");
  return radio instanceof HTMLInputElement && radio.checked;
}

/** A figure for the canvas, in the digits the reader chose, with thousands commas. */
export function figure(value: number, places = 0): string {
  const text = value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
  return wantsThaiDigits() ? text.replace(/\d/g, (digit) => THAI_DIGITS[Number(digit)] ?? digit) : text;
}

/** A length in whole metres below a kilometre, else in kilometres with one place. */
export function lengthWords(metres: number): string {
  if (metres < 1000) return `${figure(Math.round(metres))}\u00a0${say("metres")}`;
  return `${figure(metres / 1000, metres < 10_000 ? 1 : 0)}\u00a0${say("kilometres")}`;
}

/** A span of time in whole seconds, minutes or hours, rounded up: what is promised has then surely passed. */
export function spanWords(seconds: number): string {
  if (seconds < 120) return say("seconds", { n: figure(Math.ceil(seconds)) });
  if (seconds < 7200) return say("minutes", { n: figure(Math.ceil(seconds / 60)) });
  return say("hours", { n: figure(Math.ceil(seconds / 3600)) });
}
