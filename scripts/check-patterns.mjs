// Checks that every regular expression of `src` takes linear time on any text. recheck decides by an
// automaton where the expression is small and regular, else by a search for attacks with a fixed seed.
// Limits count characters, never time, so a busy machine decides the same. What was proven is kept in
// `proven-patterns.json`, so that `npm run patterns` checks only new expressions; `-- --all` checks every
// one again and stores the proofs.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseSync } from '@swc/core';
import { build } from 'esbuild';
import { check } from 'recheck';
import { CONSTRUCTED, EXCEPTIONS } from './pattern-exceptions.mjs';
import { tableModule, yamlTables } from './yaml-tables.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /(?<!\.d)\.ts$|\.yaml$/.test(path))
  .map((path) => path.replaceAll('\\', '/'))
  .sort();

/**
 * Larger automata are left to the search, because building them takes minutes. The search counts the
 * characters that an attack makes the matcher read; its time-outs only end what never would.
 */
const LIMITS = {
  ...{ checker: 'auto', randomSeed: 1, maxNFASize: 5_000, recallTimeout: -1 },
  ...{ timeout: 300_000, attackTimeout: 10_000, incubationTimeout: 10_000 },
};

/** Expressions by their literal, each with a file that contains it. */
const found = new Map();
const add = (file, source, flags) => {
  const literal = `/${source}/${flags}`;
  if (!found.has(literal)) found.set(literal, { file, literal, source, flags });
};

/** Yields the nodes of a syntax tree, and whether a function contains them. */
function* nodesOf(node, inside = false) {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) yield { node, inside };
  const isFunction = /Function|Method|Constructor/.test(node.type ?? '');
  for (const child of Object.values(node)) yield* nodesOf(child, inside || isFunction);
}

/** Adds the literals of a file, and returns whether one of its functions constructs an expression. */
function addLiterals(file) {
  const written = readFileSync(join(root, 'src', file), 'utf8');
  const text = file.endsWith('.yaml') ? tableModule(written) : written;
  const nodes = [...nodesOf(parseSync(text, { syntax: 'typescript', target: 'es2022' }).body)];
  for (const { node } of nodes) {
    if (node.type === 'RegExpLiteral') add(file, node.pattern, node.flags);
  }
  return nodes.some(
    ({ node, inside }) => inside && node.type === 'NewExpression' && node.callee.value === 'RegExp',
  );
}

/** Loads all of `src` and adds the expressions that it constructs while it is loaded. */
async function addConstructed() {
  const folder = join(root, 'node_modules/.cache/milestone-audit');
  const outfile = join(folder, `patterns-${process.pid}.mjs`);
  mkdirSync(folder, { recursive: true });
  const contents = files.map((file) => `import './src/${file}';`).join('\n');
  const stdin = { contents, resolveDir: root };
  await build({
    ...{
      stdin,
      outfile,
      bundle: true,
      plugins: [yamlTables],
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
    },
    ...{ packages: 'external', define: { __VERSION__: '"0"' }, logLevel: 'error' },
  });
  const Original = RegExp;
  globalThis.RegExp = new Proxy(Original, {
    construct(target, [source, flags = '']) {
      const [, , caller = ''] = new Error('who constructs it').stack.split('\n');
      if (caller.includes('patterns-')) add('(constructed)', String(source), flags);
      return new target(source, flags);
    },
  });
  await import(pathToFileURL(outfile).href);
  globalThis.RegExp = Original;
  rmSync(outfile);
}

/** Without `*`, `+`, `{n,}`, and counts above 20 the number of steps at a position is small and fixed. */
function repeats({ source }) {
  const plain = source.replace(/\\./g, '');
  if (/[*+]|\{\d+,\}/.test(plain)) return true;
  return [...plain.matchAll(/\{(?:\d+,)?(\d+)\}/g)].some(([, most]) => Number(most) > 20);
}

/** An expression that is put together of a table is named by its start. */
function excuses(row, literal) {
  return row.start === undefined ? row.literal === literal : literal.startsWith(row.start);
}

const constructing = files.filter(addLiterals);
await addConstructed();

const problems = constructing
  .filter((file) => CONSTRUCTED[file] === undefined)
  .map(
    (file) => `src/${file} constructs a regular expression in a function; add it to CONSTRUCTED`,
  );
const PROVEN = join(root, 'scripts/proven-patterns.json');
const all = process.argv.includes('--all');
const proven = new Set(all ? [] : JSON.parse(readFileSync(PROVEN, 'utf8')));
const keys = new Set();
let checked = 0;
for (const { file, literal, source, flags } of found.values()) {
  if (!repeats({ source }) || EXCEPTIONS.some((row) => excuses(row, literal))) continue;
  const key = createHash('sha256').update(literal).digest('hex').slice(0, 16);
  keys.add(key);
  if (proven.has(key)) continue;
  checked += 1;
  const verdict = await check(source, flags.replace(/[dgvy]/g, ''), LIMITS);
  if (verdict.status === 'safe') {
    proven.add(key);
    continue;
  }
  const why = verdict.complexity?.summary ?? verdict.error?.kind ?? verdict.status;
  problems.push(`src/${file}: ${literal}\n  ${why}: ${verdict.attack?.pattern ?? ''}`);
}
problems.push(
  ...EXCEPTIONS.filter((row) => ![...found.keys()].some((literal) => excuses(row, literal))).map(
    ({ literal, start }) => `the exception ${literal ?? start} is in no file`,
  ),
  ...Object.keys(CONSTRUCTED)
    .filter((file) => !constructing.includes(file))
    .map((file) => `src/${file} constructs no regular expression in a function`),
);
if (all || process.argv.includes('--update')) {
  const kept = [...proven].filter((key) => keys.has(key)).sort();
  writeFileSync(PROVEN, `${JSON.stringify(kept, null, 2)}\n`);
}
for (const problem of problems) console.error(problem);
console.log(
  `${found.size} regular expressions, ${keys.size} with repetition, ${checked} of them checked now, ${EXCEPTIONS.length} exceptions, ${problems.length} problems`,
);
// recheck's process would keep this one alive.
process.exit(problems.length === 0 ? 0 : 1);
