import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');

/** The pages that a newcomer reads; `docs/milestones` holds audits of this project, not advice. */
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'examples/README.md',
  'sandbox/README.md',
  ...markdownIn('docs'),
];

function markdownIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (path === 'docs/milestones') return [];
    if (entry.isDirectory()) return markdownIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const SCRIPTS = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts,
);

/** Made by a command of the project, and not committed. */
const MADE = /^(?:demo|coverage|reports|node_modules)(?:\/|$)/;

/** Folders of this repository that a path in prose may begin with. */
const TOP = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !MADE.test(entry.name) && entry.name !== '.git')
  .map(({ name }) => name);

/** Paths in backticks that begin with a folder of ours; those with a placeholder name no file. */
function pathsIn(text: string): readonly string[] {
  return (
    [...text.matchAll(/`(\.?[\w@.-]+(?:\/[\w@.-]+)+\/?)(?::\d+)?`/g)]
      .map(([, path = '']) => path)
      .filter((path) => TOP.includes(path.split('/')[0] ?? ''))
      // What a user's own repository has, or gets.
      .filter(
        (path) => !/^(?:docs\/milestones|\.github\/(?:workflows\/)?milestone-audit)/.test(path),
      )
  );
}

/** A block shows what a user's own pages say, which is no link of ours. */
const withoutBlocks = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');

/** Inline code shows text and links to nothing. */
const withoutCode = (text: string): string => withoutBlocks(text).replace(/`[^`\n]*`/g, '');

/** Link targets inside the repository. */
function targetsIn(text: string): readonly string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/i.test(target));
}

/** The files that they name. */
function linksIn(text: string): readonly string[] {
  return targetsIn(text)
    .map((target) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '');
}

/** Anchors of the headings, as GitHub makes them: small, blanks as dashes, without punctuation. */
function anchorsIn(text: string): readonly string[] {
  return [...withoutBlocks(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Anchors that are linked to and not there; the page's own when no file is named. */
function lostAnchors(page: string, text: string): readonly string[] {
  return targetsIn(text).filter((target) => {
    const [path = '', anchor] = target.split('#');
    if (anchor === undefined) return false;
    const there = path === '' ? text : readFileSync(join(ROOT, dirname(page), path), 'utf8');
    return !anchorsIn(there).includes(anchor);
  });
}

const scriptsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\bnpm (?:run (?:--\S+ )*([\w:-]+)|(test|start)\b)/g)].map(
    ([, script, short]) => script ?? short ?? '',
  );

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const missing = (paths: readonly string[], from: string): readonly string[] =>
    paths.filter((path) => !MADE.test(path) && !existsSync(join(ROOT, from, path)));

  it('names only paths that exist', () => {
    expect(missing(pathsIn(text), '.')).toEqual([]);
  });

  it('links only to files that exist', () => {
    expect(missing(linksIn(text), dirname(page))).toEqual([]);
  });

  it('links only to headings that exist', () => {
    expect(lostAnchors(page, text)).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    expect(scriptsIn(text).filter((script) => !SCRIPTS.includes(script))).toEqual([]);
  });
});

it('README names the two commands for a fresh machine', () => {
  const blocks = [
    ...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm),
  ];
  expect(blocks.map(([, block]) => block)).toContain(
    'npm ci && npm run demo\nnpm ci && npm test\n',
  );
});

it('.ci/run installs with npm ci, and the list of checks has both README commands', () => {
  const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
  expect({
    'npm ci, then every check': /^npm ci\nnpm run --silent check$/m.test(read('.ci/run')),
    'npm test': read('scripts/check.mjs').includes("['npm', 'test', "),
    'npm run demo': read('scripts/check.mjs').includes("['npm', 'run', 'demo', "),
  }).toEqual({ 'npm ci, then every check': true, 'npm test': true, 'npm run demo': true });
});

it('what a page says is really looked at', () => {
  expect(pathsIn('`src/pipeline.ts` and `src/nowhere.ts:3`, but `{milestone}/x.md`')).toEqual([
    'src/pipeline.ts',
    'src/nowhere.ts',
  ]);
  expect(linksIn('[a](docs/b.md#c) [d](https://example.org/e) [f](#g)')).toEqual(['docs/b.md']);
  expect(lostAnchors('README.md', '# A b, `c`\n[x](#a-b-c) [y](#lost)')).toEqual(['#lost']);
  expect(scriptsIn('`npm ci && npm run demo -- self`, `npm test`')).toEqual(['demo', 'test']);
});

it('README has at most 1,500 words', () => {
  const words = readFileSync(join(ROOT, 'README.md'), 'utf8').split(/\s+/);
  expect(words.length).toBeLessThanOrEqual(1500);
});
