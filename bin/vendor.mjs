// Fills map_templates/static/vendor/ from node_modules: one ES module per name of the pages' import map,
// so that no page asks another host for anything. Our own modules are served as they are written.

import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, "node_modules");
const VENDOR = join(ROOT, "map_templates/static/vendor");

/** What our modules use of d3, so that the rest is left out. */
const D3 = {
    brush: "brushX",
    scale: "scaleLinear",
    selection: "pointer, select",
    zoom: "zoom, zoomIdentity",
};
const ENTRIES = {
    leaflet: 'export * from "leaflet/dist/leaflet-src.esm.js";',
    d3: Object.entries(D3).map(([part, names]) => `export { ${names} } from "d3-${part}";`).join("\n"),
    chart: 'export { default as Chart } from "chart.js/auto";',
    htmx: 'import htmx from "htmx.org/dist/htmx.esm.js"; window.htmx = htmx; export default htmx;',
};
/** Leaflet asks a browser of 2010 for its VML by an error; for the error's place V8 reads the whole file once more. */
const DEFINE = { "document.namespaces.add": "String" };
const COPIES = {
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
};

async function bundle(name, contents) {
    await build({
        stdin: { contents, resolveDir: ROOT },
        outfile: join(VENDOR, `${name}.js`),
        bundle: true,
        format: "esm",
        minify: true,
        define: DEFINE,
        target: "es2022",
        legalComments: "eof",
        logLevel: "warning",
    });
}

async function licences() {
    const names = await readdir(MODULES);
    const texts = names.filter((name) => !name.startsWith(".") && !name.startsWith("@")).sort().map(licence);
    return (await Promise.all(texts)).join("\n");
}

async function licence(name) {
    const folder = join(MODULES, name);
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(folder, file), "utf8") : "see its package.json";
    return `==== ${name} ${version}\n${text}\n`;
}

await rm(VENDOR, { recursive: true, force: true });
await mkdir(VENDOR, { recursive: true });
await Promise.all(Object.entries(ENTRIES).map(([name, contents]) => bundle(name, contents)));
for (const [from, to] of Object.entries(COPIES)) {
    await cp(join(MODULES, from), join(VENDOR, to), { recursive: true });
}
// the hand-over map is one file and has no modules; the source map that this names is not served
const leaflet = await readFile(join(MODULES, "leaflet/dist/leaflet.js"), "utf8");
await writeFile(join(VENDOR, "leaflet/leaflet.js"), leaflet.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
await writeFile(join(VENDOR, "LICENCES.txt"), await licences());
