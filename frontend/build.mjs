// Builds the browser files into geo_eplan/static/build/: site.css with its fonts, preferences.js, site.js and map.js.
// `node build.mjs --watch` builds again whenever a source changes. Nothing is hashed here: Django's manifest does that.
// A build is made in a folder of its own and its files then take the place of the old ones one by one, so that the site
// is never without a file, and two builds at the same time do not take each other's away.
import { context, build } from "esbuild";
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const place = path.join(here, "..", "geo_eplan", "static", "build");
const watching = process.argv.includes("--watch");
const began = Date.now();
await mkdir(place, { recursive: true });
const out = watching ? place : await mkdtemp(path.join(place, "..", ".build-"));

const shared = { bundle: true, minify: !watching, logLevel: "info", absWorkingDir: here, legalComments: "linked", target: ["es2022"] };
const targets = [
  { ...shared, entryPoints: ["css/site.css"], outdir: out, loader: { ".woff2": "file" }, assetNames: "fonts/[name]" },
  // Runs while the page is being read, before it is painted, so that the chosen digits and contrast do not flash.
  { ...shared, entryPoints: ["site/preferences.ts"], outdir: out, format: "iife" },
  { ...shared, entryPoints: { site: "site/main.ts", map: "map/main.ts", sheet: "sheet/main.ts" }, outdir: out, format: "iife" },
  // Goes into the stand-alone map report, one file that is handed over: everything inside, its licences too.
  {
    ...shared, entryPoints: { report: "report/main.ts", "report-style": "report/report.css" }, outdir: path.join(out, "report"),
    format: "iife", loader: { ".woff2": "dataurl", ".png": "dataurl" }, legalComments: "inline",
  },
];

await mkdir(path.join(out, "fonts"), { recursive: true });
await cp(path.join(here, "fonts", "OFL.txt"), path.join(out, "fonts", "OFL.txt"));
for (const target of targets) {
  if (watching) await (await context(target)).watch();
  else await build(target);
}
if (!watching) await takePlace();

/** Move the finished files to where they are served from, and remove there what belongs to no build any more. */
async function takePlace() {
  const made = await filesOf(out);
  for (const file of made) {
    await mkdir(path.dirname(path.join(place, file)), { recursive: true });
    await rename(path.join(out, file), path.join(place, file));
  }
  for (const file of await filesOf(place)) {
    const old = path.join(place, file);
    // younger ones are of a build that runs beside this one
    if (!made.includes(file) && (await stat(old)).mtimeMs < began) await rm(old, { force: true });
  }
  await rm(out, { recursive: true, force: true });
}

async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
