// Prints the size and structure of `src` and `dist`, so that a change can state what it did to them.
// Lines are counted like `wc -l`; imports are counted as import and re-export statements.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const STATEMENT = /^(?:import|export)\b[^;]*?\bfrom '([^']+)'|\bimport\('([^']+)'\)/gm;

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(root, 'src', path), 'utf8');
    const imports = [...text.matchAll(STATEMENT)].map(([, from, dynamic]) => from ?? dynamic);
    const local = imports.filter((to) => to.startsWith('.'));
    return {
      path,
      text,
      lines: text.split('\n').length - 1,
      imports: imports.length,
      needs: new Set(local.map((to) => posix.join(posix.dirname(path), to))),
    };
  });

/** Returns how many files of `src`, entry points and lib left out, run at least one function in a test. */
function filesRunBy(test) {
  const folder = mkdtempSync(join(tmpdir(), 'shape-'));
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = ['--coverage', '--coverageReporters=json', `--coverageDirectory=${folder}`];
  const flags = ['--experimental-vm-modules', '--no-warnings', jest, test, ...options];
  spawnSync(process.execPath, [...flags, '--coverageThreshold={}', '--silent'], { cwd: root });
  const report = join(folder, 'coverage-final.json');
  const all = existsSync(report) ? Object.values(JSON.parse(readFileSync(report, 'utf8'))) : [];
  rmSync(folder, { recursive: true });
  const run = all.filter(({ f }) => Object.values(f).some((count) => count > 0));
  const paths = run.map(({ path }) => relative(join(root, 'src'), path).replaceAll('\\', '/'));
  return paths.filter((path) => path.includes('/') && !path.startsWith('lib/')).length;
}

const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);
const sizes = files.map(({ lines }) => lines).sort((a, b) => a - b);
const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
const lines = sum(sizes);
const short = sizes.filter((size) => size <= 40).length;
const importers = new Map();
for (const { needs } of files) {
  for (const to of needs) importers.set(to, (importers.get(to) ?? 0) + 1);
}
const largest = files.reduce((a, b) => (b.lines > a.lines ? b : a));
const widest = files.reduce((a, b) => (b.imports > a.imports ? b : a));
const casts = sum(files.map(({ text }) => text.split('as unknown as').length - 1));
const pipeline = files.find(({ path }) => path === 'pipeline.ts');
const dist = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.js'),
);
const distBytes = sum(dist.map((path) => statSync(join(root, 'dist', path)).size));

const tables = readdirSync(join(root, 'src/tables'));
const tableLines = tables.map((name) => readFileSync(join(root, 'src/tables', name), 'utf8'));

const rows = [
  ['src: lines / files', `${lines} / ${files.length}`],
  [
    'tables: lines / files',
    `${sum(tableLines.map((text) => text.split('\n').length - 1))} / ${tables.length}`,
  ],
  ['median file', `${median} lines`],
  ['files of at most 40 lines', `${Math.round((short * 100) / files.length)}%`],
  ['imports per 100 lines', ((sum(files.map((one) => one.imports)) * 100) / lines).toFixed(1)],
  ['files with exactly one importer', [...importers.values()].filter((n) => n === 1).length],
  ['largest file', `${largest.path}, ${largest.lines} lines`],
  ['largest import list', `${widest.path}, ${widest.imports} imports`],
  [pipeline.path, `${pipeline.lines} lines, ${pipeline.imports} imports`],
  ['double casts (`as unknown as`)', casts],
  ['pinned-actions: files run by its test', filesRunBy('__tests__/rules/pinned-actions.test.ts')],
  ['dist: .js files / kB', `${dist.length} / ${Math.round(distBytes / 1000)}`],
];
for (const [name, value] of rows) console.log(`${name.padEnd(40)} ${value}`);
