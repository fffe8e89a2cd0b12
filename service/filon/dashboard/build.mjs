// Copies the libraries that pages load from node_modules to static/vendor; nothing of ours needs building.
import { cpSync, mkdirSync, rmSync } from "node:fs";

const FILES = {
  "htmx.js": "htmx.org/dist/htmx.esm.min.js",
  "sortable.js": "sortablejs/Sortable.min.js",
};

const vendor = new URL("static/vendor/", import.meta.url);
rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
for (const [name, source] of Object.entries(FILES)) {
  cpSync(new URL(`node_modules/${source}`, import.meta.url), new URL(name, vendor));
}
