// Writes what questionnaires/enketo/ takes from npm, after `npm install` of another edition of enketo-transformer:
// its two stylesheets, its licence, and the names of languages (IANA's registry, as language-tags reads it).
import { createRequire } from "node:module";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const from = process.argv[2] || fileURLToPath(new URL("../node_modules/", import.meta.url));
const to = fileURLToPath(new URL("../src/ngo2/questionnaires/enketo/stylesheets/", import.meta.url));
const read = createRequire(`${from}/package.json`);
const dist = `${from}/enketo-transformer/dist/enketo-transformer/xsl/`;
for (const name of ["openrosa2html5form", "openrosa2xmlmodel"]) {
  const { default: text } = await import(`${dist}${name}.xsl.js`);
  await writeFile(`${to}${name}.xsl`, text);
}
await copyFile(`${from}/enketo-transformer/LICENSE`, `${to}LICENSE`);
const { version } = JSON.parse(await readFile(`${from}/enketo-transformer/package.json`, "utf8"));
const records = read("language-subtag-registry/data/json/registry.json");
const lines = records
  .filter(({ Type, Subtag }) => Type === "language" && !Subtag.includes(".."))
  .map(({ Subtag, Description }) => [Subtag, ...Description].join("\t"));
await writeFile(`${to}languages.tsv`, lines.join("\n") + "\n");
console.log(`enketo-transformer ${version}, ${lines.length} languages`);
