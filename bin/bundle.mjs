// Joins the modules of the workspace into few files, in map_templates/static/built/, with a list of what went in.
// The page takes them while they are as new as their sources (apps/pages/modules.py), else the modules as written.

import { rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STATIC = join(ROOT, "map_templates/static");
const BUILT = join(STATIC, "built");
const ENTRIES = ["workspace", "page"];

await rm(BUILT, { recursive: true, force: true });
const { metafile } = await build({
    entryPoints: ENTRIES.map((name) => join(STATIC, `map/${name}.js`)),
    absWorkingDir: STATIC,
    outdir: BUILT,
    bundle: true,
    splitting: true,
    format: "esm",
    // each import keeps a line of its own: there Django's storage finds and hashes it
    minifySyntax: true,
    minifyIdentifiers: true,
    target: "es2022",
    external: ["leaflet", "d3", "chart", "htmx"],
    chunkNames: "part-[hash]",
    metafile: true,
    logLevel: "warning",
});
const nameOf = (path) => relative(STATIC, join(STATIC, path)).replaceAll("\\", "/");
const isStatic = ({ kind }) => kind === "import-statement";

/** Return the files that one loads at once, itself first. */
function loads(entry) {
    const found = [entry];
    for (const path of found) {
        const imported = metafile.outputs[path]?.imports.filter(isStatic).map((one) => one.path) ?? [];
        found.push(...imported.filter((one) => !found.includes(one)));
    }
    return found.map(nameOf);
}

const sources = Object.keys(metafile.inputs).map(nameOf).sort();
const entries = ENTRIES.map((name) => [`map/${name}.js`, loads(`built/${name}.js`)]);
await writeFile(join(BUILT, "built.json"), JSON.stringify({ sources, entries: Object.fromEntries(entries) }));
