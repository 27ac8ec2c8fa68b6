import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Audit } from '../../src/model/audit.ts';
import { present, type Source } from '../../src/model/evidence.ts';
import type { RepositoryFiles } from '../../src/model/repository.ts';
import type { WorkflowFile } from '../../src/model/workflow.ts';
import { RULES } from '../../src/rules/registry.ts';
import { composeAudit } from '../../src/scoring/compose-audit.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { BASE, HEAD } from '../rules/story.ts';
import { fixtures, readFixture } from '../workflow/fixture-files.ts';
import { bundleOf } from './any-bundle.ts';

/* Every rule over real workflow files: what is cited stands where it is said to stand. */

const repository = (commit: string, workflows: readonly WorkflowFile[]): RepositoryFiles => ({
  commit,
  workflows,
  settings: [],
  locks: [],
});

/** The audit of a repository that has these workflows at its head, and those at its base. */
function auditOf(head: readonly WorkflowFile[], base: readonly WorkflowFile[]): Audit {
  const bundle = bundleOf([
    { runs: [{ workflow: 'CI', attempts: [{ build: { 'Run make': 'success' } }] }], pins: 'exist' },
    'pull-request',
  ]);
  const evidence = {
    ...bundle.evidence,
    files: present(repository(HEAD, head), { what: 'files' }),
    baseFiles: present(repository(BASE, base), { what: 'files of the base' }),
  };
  return composeAudit({ ...bundle, evidence }, RULES, { version: '0.0.0', rulesVersion: 1 });
}

interface Cited {
  readonly what: string;
  readonly text: string;
  readonly source: Source;
}

function citations({ rules, issues, invariants, evidence }: Audit): readonly Cited[] {
  const cited = [
    ...[...rules, ...invariants].flatMap(({ title, proof }) =>
      proof.map(({ text, source }) => ({ what: title, text, source })),
    ),
    ...issues.map(({ rule, observation, source }) => ({ what: rule, text: observation, source })),
    ...evidence.workflow_integrity.map(({ fact, value, source }) => ({
      what: fact,
      text: value,
      source,
    })),
  ];
  return cited.flatMap(({ source, ...one }) => (source === null ? [] : [{ ...one, source }]));
}

/** Citations of a line that the file does not have, or that lacks what is quoted of it. */
function wrong(audit: Audit, texts: ReadonlyMap<string, string>): readonly string[] {
  return citations(audit).flatMap(({ what, text, source: { path, line } }) => {
    if (path === undefined || line === undefined || !path.startsWith('.github/')) return [];
    const written = texts.get(path)?.split(/\r?\n/)[line - 1];
    if (written === undefined) return [`${what}: there is no ${path}:${line}`];
    const quoted = quotedIn(text, written);
    return written.includes(quoted)
      ? []
      : [`${what}: ${path}:${line} \`${written}\` lacks ${quoted}`];
  });
}

/** An action with its ref; of a checkout of another repository the ref stands on a line of its own. */
function quotedIn(text: string, written: string): string {
  const [, use = ''] = /^(?:before: |after: )?([\w./-]+@\S+)$/.exec(text) ?? [];
  return written.includes('repository:') ? (use.split('@')[0] ?? '') : use;
}

/** Places that observations name in words. */
function misplaced(
  { issues, rules }: Audit,
  texts: ReadonlyMap<string, string>,
): readonly string[] {
  const said = [
    ...issues.map(({ observation }) => observation),
    ...rules.map(({ measured }) => measured),
  ].join('\n');
  return [...said.matchAll(/(\.github\/workflows\/[\w.-]+):(\d+)/g)]
    .filter(([, path = '', line]) => texts.get(path)?.split('\n')[Number(line) - 1] === undefined)
    .map(([place]) => place);
}

describe('fifty varied workflows', () => {
  const all = fixtures();
  const files = all.map(readFixture);
  const texts = new Map(all.map(({ name, text }) => [`.github/workflows/${name}`, text]));

  it.each(all)('$name is audited, and each cited line exists', (fixture) => {
    const audit = auditOf([readFixture(fixture)], [readFixture(fixture)]);
    expect([...wrong(audit, texts), ...misplaced(audit, texts)]).toEqual([]);
    expect(audit.rules.find(({ id }) => id === 'no-weakening')?.level_max).not.toBe(0);
  });

  it('all of them are audited as one repository', () => {
    const audit = auditOf(files, files);
    expect([...wrong(audit, texts), ...misplaced(audit, texts)]).toEqual([]);
    expect(citations(audit).length).toBeGreaterThan(100);
  });

  it('each is audited as the head of another', () => {
    const pairs = files.map((file, at) => [file, files[(at + 1) % files.length] ?? file] as const);
    const audits = pairs.map(([head, base]) => auditOf([head], [base]));
    expect(audits.flatMap((audit) => [...wrong(audit, texts), ...misplaced(audit, texts)])).toEqual(
      [],
    );
  });
});

it('each cited line of the project’s own workflows exists', () => {
  const folder = join(import.meta.dirname, '../../.github/workflows');
  const texts = new Map(
    readdirSync(folder).map((name) => [
      `.github/workflows/${name}`,
      readFileSync(join(folder, name), 'utf8'),
    ]),
  );
  const files = [...texts].map(([path, text]) => readWorkflow(path, '', text));
  const audit = auditOf(files, files);
  expect([...wrong(audit, texts), ...misplaced(audit, texts)]).toEqual([]);
  expect(files.map(({ state }) => state)).not.toContain('unreadable');
});

describe('hostile YAML is a finding with its line', () => {
  const bomb = `on: push\na: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghij'
    .split('')
    .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[at]}`).join(', ')}]`)
    .join('\n')}\njobs: *j\n`;
  const hostile: readonly (readonly [string, string])[] = [
    ['aliases by the million', bomb],
    [
      'a file of 10 MB',
      `on: push\njobs:\n${'  # a long line of nothing at all\n'.repeat(300_000)}`,
    ],
    ['deep nesting', `on: push\njobs: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`],
    [
      'deep mappings',
      `on: push\njobs:\n${Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at + 1)}a:`).join('\n')}\n`,
    ],
    ['duplicate keys', 'on: push\njobs:\n  a: { steps: [] }\n  a: { steps: [] }\n'],
    ['tabs', 'on: push\njobs:\n\ttest: {}\n'],
    ['an open quote', 'on: push\njobs: "\n'],
    ['a list of everything', '- on\n- jobs\n'],
    ['nothing', ''],
    ['zero bytes', '\0\0\0\0'],
    ['jobs that are text', 'on: push\njobs: test\n'],
    ['steps that are text', 'on: push\njobs:\n  a:\n    steps: none\n'],
    ['numbers for names', 'on: push\njobs:\n  1: { steps: [{ run: 5 }, 7, null, [x]] }\n'],
    ['a line end of old', 'on: push\rjobs:\r  a: {}\r'],
    [
      'a byte order mark and CRLF',
      '\uFEFFon: push\r\njobs:\r\n  a:\r\n    steps:\r\n      - run: pytest || true\r\n',
    ],
  ];

  it.each(hostile)('%s', (_what, text) => {
    const path = '.github/workflows/hostile.yml';
    const file = readWorkflow(path, '', text);
    const audit = auditOf([file], [file]);
    const texts = new Map([[path, text]]);
    expect(wrong(audit, texts)).toEqual([]);
    if (file.state === 'present') return;
    expect(text.split(/\r\n?|\n/).length).toBeGreaterThanOrEqual(file.line);
    const pins = audit.rules.find(({ id }) => id === 'pinned-actions');
    expect([pins?.state, pins?.open.map(({ why }) => why)]).toEqual([
      'open',
      [expect.stringContaining(`${path}:${file.line} cannot be read`)],
    ]);
    expect(audit.evidence.workflow_integrity.map(({ fact }) => fact)).toContain(
      'Unreadable workflow',
    );
  });
});
