// Bundles the style sheet and the script of every page, and puts the fonts of printed forms in their place: `npm run
// build`, under a second.
// Names carry no hash here: whitenoise hashes what it serves, so the templates can name the files.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../src/ngo2/kernel/ui/static/build/", import.meta.url));
// CSS is aimed at browsers of the same age as es2017; newer properties stay, and are ignored there.
const targets = { ui: "es2017" };
// enketo-core names these as things that its surroundings provide; the rest is cut to what a form needs.
const enketo = (name) => `${here}js/enketo/core/${name}`;
const surroundings = {
  "enketo/config": enketo("config.js"),
  "enketo/dialog": enketo("dialog.js"),
  "enketo/file-manager": enketo("files.js"),
  "enketo/translator": enketo("words.js"),
  "enketo/widgets": enketo("widgets.js"),
  "enketo/xpath-evaluator-binding": "enketo-core/src/js/xpath-evaluator-binding.js",
  "jquery-touchswipe": enketo("nothing.js"),
  "node-forge": enketo("digests.cjs"),
  "node-forge/lib": fileURLToPath(new URL("../node_modules/node-forge/lib", import.meta.url)),
};

await build({
  entryPoints: [
    { in: `${here}css/ui.css`, out: "ui" },
    { in: `${here}js/ui.js`, out: "ui" },
    { in: `${here}css/map.css`, out: "map" },
    { in: `${here}js/map/main.js`, out: "map" },
    { in: `${here}js/today.js`, out: "today" },
    { in: `${here}js/talk.js`, out: "talk" },
    { in: `${here}css/enketo.css`, out: "enketo" },
    { in: `${here}js/enketo/main.js`, out: "enketo" },
    { in: `${here}js/enketo/sw.js`, out: "answers-sw" },
  ],
  outdir: out,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  loader: { ".png": "empty" }, // pictures of Leaflet's controls, which we do not use
  alias: surroundings,
  target: targets.ui,
  logLevel: "warning",
});

for (const name of ["ui.css", "ui.js", "today.js", "talk.js", "map.css", "map.js", "enketo.css", "enketo.js"]) {
  const bytes = gzipSync(await readFile(out + name), { level: 9 }).length;
  console.log(`${name} ${(bytes / 1000).toFixed(1)} kB compressed`);
}

// What kernel/documents prints with: Chinese in two weights, and one of each script that a name of a group may hold.
// The licences (OFL) go along.
const fonts = fileURLToPath(new URL("../node_modules/@expo-google-fonts/", import.meta.url));
const room = fileURLToPath(new URL("../src/ngo2/kernel/documents/fonts/", import.meta.url));
const printed = {
  "noto-sans-sc": ["NotoSansSC_400Regular", "NotoSansSC_700Bold"],
  "noto-sans": ["NotoSans_400Regular"],
  "noto-serif-tibetan": ["NotoSerifTibetan_400Regular"],
  "noto-naskh-arabic": ["NotoNaskhArabic_400Regular"],
  "noto-sans-mongolian": ["NotoSansMongolian_400Regular"],
  "noto-emoji": ["NotoEmoji_400Regular"],
};
await mkdir(room, { recursive: true });
const licences = [];
for (const [family, files] of Object.entries(printed)) {
  for (const name of files) {
    await copyFile(`${fonts}${family}/${name.split("_")[1]}/${name}.ttf`, `${room}${name}.ttf`);
  }
  licences.push(await readFile(`${fonts}${family}/LICENSE_FONT`, "utf8"));
}
await writeFile(`${room}OFL.txt`, licences.join("\n"));
