// Runs a TypeScript entry with this Node, which may be too old to strip types: esbuild bundles our
// own files, the installed packages stay outside. `node scripts/run-typescript.mjs sandbox/demo.ts …`
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { yamlTables } from './yaml-tables.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node scripts/run-typescript.mjs ENTRY.ts [ARGUMENT…]');
  process.exit(2);
}
const folder = join(root, 'node_modules', '.cache', 'milestone-audit');
const outfile = join(folder, `${basename(entry, '.ts')}-${process.pid}.mjs`);
await mkdir(folder, { recursive: true });
await build({
  entryPoints: [resolve(entry)],
  outfile,
  bundle: true,
  plugins: [yamlTables],
  platform: 'node',
  format: 'esm',
  // Older ones have no attributes of imports, which JSON needs.
  target: 'node20.19',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.argv[0], resolve(entry), ...rest];
await import(pathToFileURL(outfile).href);
