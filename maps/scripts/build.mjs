/* Bundle the scripts of the pages into maps/assets; with --check compare only. */
import {readFileSync, writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";

/** The first script of each bundle, by the name of the bundle. */
const bundles = {"page.js": "main.js", "what_if.js": "what_if.js"};
let stale = false;
for (const [name, first] of Object.entries(bundles)) {
  const out = fileURLToPath(new URL("../assets/" + name, import.meta.url));
  const made = await build({
    entryPoints: [fileURLToPath(new URL(first, import.meta.url))],
    bundle: true, minify: true, format: "iife", target: "es2018", charset: "utf8", legalComments: "none", write: false
  });
  const text = "/* Made from maps/scripts by `npm run build`: edit there. */\n" + made.outputFiles[0].text;
  if (!process.argv.includes("--check")) { writeFileSync(out, text); }
  else if (readFileSync(out, "utf8") !== text) {
    console.error("maps/assets/" + name + " is not what maps/scripts make: run `npm run build` in maps/scripts");
    stale = true;
  }
}
if (stale) { process.exit(1); }
