import { build } from 'esbuild';
import { yamlTables } from '../scripts/yaml-tables.mjs';

/** Bundles programs that a bench starts in processes of their own, as `FOLDER/NAME.mjs`. */
export async function buildStages(folder, entryPoints) {
  await build({
    entryPoints,
    outdir: folder,
    bundle: true,
    plugins: [yamlTables],
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    outExtension: { '.js': '.mjs' },
    minify: true,
    logLevel: 'error',
    // Some packages are CommonJS.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}
