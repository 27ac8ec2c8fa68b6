import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { readPlan } from '../../src/collect/sources/plan.ts';
import { blocksIn, PAGES, pageOf, ROOT } from './pages.ts';

/** Which test reads the blocks of a language; what is in no row here is read by nobody. */
const READERS: Readonly<Record<string, string>> = {
  sh: '__tests__/docs/commands.test.ts',
  yaml: '__tests__/docs/yaml-blocks.test.ts',
  json: '__tests__/docs/yaml-blocks.test.ts',
};

/** Blocks of prose and Markdown, page by page, and the test that knows them. */
const BY_PAGE: Readonly<Record<string, string>> = {
  'docs/tutorial.md markdown': '__tests__/docs/every-block.test.ts',
  'docs/how-to/history-ledger-and-badge.md markdown': '__tests__/docs/facts.test.ts',
  'docs/how-to/organization.md sql': '__tests__/docs/organization.test.ts',
  'docs/explanation/scoring.md text': '__tests__/docs/facts.test.ts',
  'docs/reference/command-line.md text': '__tests__/docs/generated.test.ts',
  'sandbox/README.md ts': '__tests__/docs/every-block.test.ts',
  // A drawing of the rooms, which are held by the test of the architecture.
  'docs/architecture.md text': '__tests__/architecture.test.ts',
};

function readerOf(path: string, lang: string): string | undefined {
  return READERS[lang] ?? BY_PAGE[`${path} ${lang}`];
}

it('every block of every page is read by a test', () => {
  const unread = PAGES.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ lang }) => readerOf(path, lang ?? '') === undefined)
      .map(
        ({ lang, position }) => `${path}:${position?.start.line} ${lang ?? 'without a language'}`,
      ),
  );
  expect(unread).toEqual([]);
  const readers = [...Object.values(READERS), ...Object.values(BY_PAGE)];
  expect(readers.map((path) => readFileSync(join(ROOT, path), 'utf8').length > 0)).not.toContain(
    false,
  );
  expect(readerOf('README.md', 'python')).toBeUndefined();
  expect(pageOf('a.md', '~~~\nx\n~~~\n').blocks[0]?.lang).toBeNull();
});

it('tutorial: the plan is read as one', () => {
  const [, plan = ''] = blocksIn('markdown').find(([where]) => where.includes('tutorial')) ?? [];
  const { title, items } = readPlan(plan, 'M01');
  expect([title, items.map(({ text, done }) => [text, done])]).toEqual([
    'First audit',
    [
      ['Tests upload their report (test-results)', false],
      ['Every action is pinned (pinned-actions)', false],
    ],
  ]);
});

it('sandbox: the lines run as they stand', async () => {
  const [, lines = ''] = blocksIn('ts').find(([where]) => where.includes('sandbox')) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-block-'));
  try {
    const file = join(folder, 'block.ts');
    await writeFile(
      file,
      `${lines.replaceAll("'./sandbox/", `'${ROOT.replaceAll('\\', '/')}/sandbox/`)}\nconsole.log(name, push.name, typeof payload, github['repository']);\n`,
    );
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(ROOT, 'scripts/run-typescript.mjs'), file],
      { cwd: ROOT },
    );
    expect(stdout.trim()).toBe('workflow_run push object atelier/diffusion-webui');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
