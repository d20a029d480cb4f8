// Bundles the style sheet and the script of every page: `npm run build`, under a second.
// Names carry no hash here: whitenoise hashes what it serves, so the templates can name the files.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../src/ngo2/kernel/ui/static/build/", import.meta.url));
// CSS is aimed at browsers of the same age as es2017; newer properties stay, and are ignored there.
const targets = { ui: "es2017" };

await build({
  entryPoints: [
    { in: `${here}css/ui.css`, out: "ui" },
    { in: `${here}js/ui.js`, out: "ui" },
  ],
  outdir: out,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: targets.ui,
  logLevel: "warning",
});

for (const name of ["ui.css", "ui.js"]) {
  const bytes = gzipSync(await readFile(out + name), { level: 9 }).length;
  console.log(`${name} ${(bytes / 1000).toFixed(1)} kB compressed`);
}
