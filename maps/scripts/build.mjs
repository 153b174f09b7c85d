/* Bundle the page's scripts into maps/assets/page.js; with --check compare only. */
import {readFileSync, writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";

const out = fileURLToPath(new URL("../assets/page.js", import.meta.url));
const made = await build({
  entryPoints: [fileURLToPath(new URL("main.js", import.meta.url))],
  bundle: true, minify: true, format: "iife", target: "es2018", charset: "utf8", legalComments: "none", write: false
});
const text = "/* Made from maps/scripts by `npm run build`: edit there. */\n" + made.outputFiles[0].text;
if (process.argv.includes("--check")) {
  if (readFileSync(out, "utf8") !== text) {
    console.error("maps/assets/page.js is not what maps/scripts make: run `npm run build` in maps/scripts");
    process.exit(1);
  }
} else { writeFileSync(out, text); }
