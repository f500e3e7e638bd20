// Runs the tests of the browser code that need no browser: bundles tests/*.test.ts and hands them to Node's own runner.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const sources = (await readdir(path.join(here, "tests"))).filter((name) => name.endsWith(".test.ts"));
const out = await mkdtemp(path.join(tmpdir(), "eplan-tests-"));
try {
  await build({
    entryPoints: sources.map((name) => path.join(here, "tests", name)),
    outdir: out, outExtension: { ".js": ".mjs" }, bundle: true, platform: "node", format: "esm", logLevel: "warning",
  });
  const files = sources.map((name) => path.join(out, name.replace(/\.ts$/, ".mjs")));
  const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=dot", ...files], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
