// Joins the modules and style sheets of the workspace into few files, in map_templates/static/built/, with a list of
// what went in. The page takes them while they are as new as their sources (apps/pages/modules.py), else these.

import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STATIC = join(ROOT, "map_templates/static");
const BUILT = join(STATIC, "built");
const WORKSPACE = "map/workspace.js";
const PAGE = "map/page.js";
const AHEAD = "map/ahead.js";
const FIRST_DATA = "./ahead.js";
const STYLES = "css/workspace_page.css";
const FIRST = "first";
const OPTIONS = {
    absWorkingDir: STATIC,
    outdir: BUILT,
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    external: [FIRST_DATA, "leaflet", "d3", "chart", "htmx"],
    loader: { ".png": "file", ".svg": "file" },
    assetNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    entryNames: "[name]",
    metafile: true,
    logLevel: "warning",
};

/** Return the modules that one imports at once, directly or not, and those that any of these imports `later`. */
function reached(inputs, entry) {
    const [atOnce, later, waiting] = [[entry], new Set(), new Set()];
    for (const path of atOnce) {
        for (const one of inputs[path].imports.filter(({ external }) => !external)) {
            if (one.kind === "dynamic-import") {
                later.add(one.path);
                waiting.add(path);
            } else if (!atOnce.includes(one.path)) atOnce.push(one.path);
        }
    }
    return { first: atOnce.filter((path) => !waiting.has(path)), later };
}

/**
 * Let entry and every module that comes later import all that comes first: what has the same importers goes into one
 * file. Modules that import others later stay out of it, in the entry: files that name each other cannot be hashed.
 */
function firstInOneFile({ first, later }) {
    const paths = new Set([WORKSPACE, ...later].map((path) => join(STATIC, path)));
    const all = first.map((path) => `import "./${path}";`);
    return {
        name: FIRST,
        setup(builds) {
            builds.onResolve({ filter: /^first$/ }, () => ({ path: FIRST, namespace: FIRST }));
            builds.onLoad({ filter: /.*/, namespace: FIRST }, () => ({ contents: all.join("\n"), resolveDir: STATIC }));
            builds.onLoad({ filter: /\.js$/ }, async ({ path }) => {
                if (!paths.has(path)) return undefined;
                return { contents: `import "${FIRST}";${await readFile(path, "utf8")}` };
            });
        },
    };
}

const isAtOnce = ({ kind, path }) => kind === "import-statement" && path !== FIRST_DATA;

/** Return the files that one of the workspace loads at once, itself first. */
function loads(outputs, entry) {
    const found = [entry];
    for (const path of found) {
        const imported = outputs[path]?.imports.filter(isAtOnce) ?? [];
        found.push(...imported.map((one) => one.path).filter((path) => !found.includes(path)));
    }
    return found.map(nameOf);
}

const nameOf = (path) => relative(STATIC, join(STATIC, path)).replaceAll("\\", "/");

await rm(BUILT, { recursive: true, force: true });
const known = await build({ ...OPTIONS, entryPoints: [WORKSPACE], splitting: true, write: false });
const modules = reached(known.metafile.inputs, WORKSPACE);
const { metafile } = await build({
    ...OPTIONS,
    entryPoints: [WORKSPACE],
    splitting: true,
    plugins: [firstInOneFile(modules)],
});
const rest = await build({ ...OPTIONS, entryPoints: [PAGE, AHEAD, STYLES] });
const inputs = [metafile, rest.metafile].flatMap((one) => Object.keys(one.inputs));
const sources = [...new Set(inputs)].filter((path) => !path.startsWith(`${FIRST}:`)).map(nameOf).sort();
const entries = {
    [WORKSPACE]: ["built/workspace.js", "built/ahead.js", ...loads(metafile.outputs, "built/workspace.js").slice(1)],
    [AHEAD]: ["built/ahead.js"],
    [PAGE]: ["built/page.js"],
    [STYLES]: ["built/workspace_page.css"],
};
await writeFile(join(BUILT, "built.json"), JSON.stringify({ sources, entries }));
