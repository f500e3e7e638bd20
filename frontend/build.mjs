// Builds the browser files into geo_eplan/static/build/: site.css with its fonts, preferences.js, site.js and map.js.
// `node build.mjs --watch` builds again whenever a source changes. Nothing is hashed here: Django's manifest does that.
import { context, build } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, "..", "geo_eplan", "static", "build");
const watching = process.argv.includes("--watch");

const shared = { bundle: true, minify: !watching, logLevel: "info", absWorkingDir: here, legalComments: "linked", target: ["es2022"] };
const targets = [
  { ...shared, entryPoints: ["css/site.css"], outdir: out, loader: { ".woff2": "file" }, assetNames: "fonts/[name]" },
  // Runs while the page is being read, before it is painted, so that the chosen digits and contrast do not flash.
  { ...shared, entryPoints: ["site/preferences.ts"], outdir: out, format: "iife" },
  { ...shared, entryPoints: { site: "site/main.ts", map: "map/main.ts" }, outdir: out, format: "iife" },
  // Goes into the stand-alone map report, one file that is handed over: everything inside, its licences too.
  {
    ...shared, entryPoints: { report: "report/main.ts", "report-style": "report/report.css" }, outdir: path.join(out, "report"),
    format: "iife", loader: { ".woff2": "dataurl", ".png": "dataurl" }, legalComments: "inline",
  },
];

await rm(out, { recursive: true, force: true });
await mkdir(path.join(out, "fonts"), { recursive: true });
await cp(path.join(here, "fonts", "OFL.txt"), path.join(out, "fonts", "OFL.txt"));
for (const target of targets) {
  if (watching) await (await context(target)).watch();
  else await build(target);
}
