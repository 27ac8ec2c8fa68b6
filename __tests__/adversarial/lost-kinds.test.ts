import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { editFile, writeFile } from '../../sandbox/edit-story.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { Story } from '../../sandbox/story.ts';
import type { Audit } from '../../src/model/audit.ts';
import { onTerminal } from '../cli/on-terminal.ts';
import { auditOf, levelIn } from './audit-of.ts';
import { BASE_RUN, CI, CONFIG, HEAD_RUN, honestStory, TOPIC } from './honest-story.ts';

/* No source is declared here: what the base's run uploaded says what the head's has to. */

function undeclared(change: (story: Story) => void = () => undefined): Story {
  const story = honestStory();
  editFile(story, 'main', CONFIG, (text) => text.replace(/^sources:\n(?: .*\n)*/m, ''));
  change(story);
  return story;
}

/** Takes files away from the artifacts of a run, and artifacts that are empty then. */
function without(story: Story, id: number, ...names: readonly string[]): void {
  const run = story.runs.find((one) => one.id === id);
  if (run === undefined) throw new Error(`no run ${id}`);
  const artifacts = run.artifacts.map((one) => ({
    ...one,
    files: Object.fromEntries(Object.entries(one.files).filter(([name]) => !names.includes(name))),
  }));
  run.artifacts = artifacts.filter(({ files }) => Object.keys(files).length > 0);
}

/** The former audit had a bill of materials, and a scan that was missing then. */
const FORMER = JSON.stringify({
  schema: 'milestone-audit/1',
  milestone: 'M01',
  verdict: 'green',
  score: 4,
  commits: { audited: 'a'.repeat(40) },
  runs: [{ id: 9, path: CI }],
  sources: [
    { kind: 'sbom', state: 'present', run_id: 9, artifact_id: 90 },
    { kind: 'findings', state: 'missing', run_id: null, artifact_id: null },
  ],
  evidence: { artifacts: [{ id: 90, name: 'bom' }] },
});

function lostIn({ sources }: Audit): readonly string[] {
  return sources
    .filter(({ state, required }) => state === 'missing' && required)
    .map(({ expected }) => expected);
}

it('nothing is lost when every kind of the base is here', async () => {
  const audit = await auditOf(undeclared());
  expect([lostIn(audit), audit.verdict]).toEqual([[], 'green']);
});

it.each([
  ['bom.cdx.json', 'bill of materials from artifact reports-3.11.9'],
  ['gitleaks.json', 'scan report (secrets) from artifact reports-3.11.9'],
  ['audit.json', 'scan report (vulnerabilities) from artifact reports-3.11.9'],
  ['coverage.xml', 'coverage report from artifact reports-3.11.9'],
  ['junit.xml', 'test report from artifact reports-3.11.9'],
])('names %s, which the base had, and is not green without it', async (file, name) => {
  const audit = await auditOf(undeclared((story) => without(story, HEAD_RUN, file)));
  expect([lostIn(audit), audit.verdict]).toEqual([[name], 'red']);
});

it('names where a lost kind was seen, and the way out', async () => {
  const audit = await auditOf(undeclared((story) => without(story, HEAD_RUN, 'bom.cdx.json')));
  expect(audit.reason).toMatch(
    /CI run 501 of the base \w{7} had one, and no run of this commit has; upload it again, or declare `kind: sbom` with `required: false` under `sources` in the config/,
  );
});

it('a lost kind never raises a level', async () => {
  const audit = await auditOf(undeclared((story) => without(story, HEAD_RUN, 'bom.cdx.json')));
  expect(levelIn(audit, 'sbom-continuity')).toBe(0);
});

it('a kind that the base never had is not lost', async () => {
  const audit = await auditOf(
    undeclared((story) => {
      for (const id of [BASE_RUN, HEAD_RUN]) without(story, id, 'bom.cdx.json');
    }),
  );
  expect(lostIn(audit)).toEqual([]);
});

it('a kind that the config declares as not required is not lost', async () => {
  const audit = await auditOf(
    undeclared((story) => {
      without(story, HEAD_RUN, 'bom.cdx.json');
      editFile(
        story,
        'main',
        CONFIG,
        (text) => `${text}sources: [{ kind: sbom, artifact: 'reports-*', required: false }]\n`,
      );
    }),
  );
  expect([lostIn(audit), audit.verdict]).toEqual([[], 'green']);
});

describe.each(['push', 'schedule', 'workflow_dispatch', 'workflow_run', 'merge_group'] as const)(
  'an audit on %s',
  (event) => {
    it('names what the base had', async () => {
      const audit = await auditOf(
        undeclared((one) => without(one, HEAD_RUN, 'bom.cdx.json')),
        event,
      );
      expect([lostIn(audit), audit.verdict]).toEqual([
        ['bill of materials from artifact reports-3.11.9'],
        'red',
      ]);
    });

    it('has lost nothing when every kind of the base is here', async () => {
      expect(lostIn(await auditOf(undeclared(), event))).toEqual([]);
    });
  },
);

describe('the command line names what the base had', () => {
  const before = { ...process.env };
  const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-lost-'));
  const file = join(folder, 'evidence.json');
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox(undeclared((one) => without(one, HEAD_RUN, 'bom.cdx.json')));
    Object.assign(process.env, {
      GH_TOKEN: sandbox.token,
      GITHUB_API_URL: sandbox.url,
      GITHUB_GRAPHQL_URL: sandbox.graphqlUrl,
    });
    delete process.env['GITHUB_TOKEN'];
  });
  afterAll(async () => {
    process.env = before;
    rmSync(folder, { recursive: true, force: true });
    await sandbox.close();
  });

  it('with audit', async () => {
    const address = `${sandbox.repository}#${sandbox.world.pulls[0]?.number}`;
    const { out, code } = await onTerminal('audit', address, '--json', '--quiet');
    expect([lostIn(JSON.parse(out) as Audit), code]).toEqual([
      ['bill of materials from artifact reports-3.11.9'],
      1,
    ]);
  });

  it.each([
    ['--pr', '7'],
    ['--sha', TOPIC],
    ['--run', String(HEAD_RUN)],
  ])('with collect %s', async (...wanted) => {
    await onTerminal('collect', '--repository', sandbox.repository, ...wanted, '-o', file);
    const { out, code } = await onTerminal('score', file);
    expect([lostIn(JSON.parse(out) as Audit), code]).toEqual([
      ['bill of materials from artifact reports-3.11.9'],
      1,
    ]);
  });
});

it('names what the previous audit had when the base has expired', async () => {
  const story = undeclared((one) => {
    for (const id of [BASE_RUN, HEAD_RUN]) without(one, id, 'bom.cdx.json');
    writeFile(one, 'main', 'docs/milestones/M01/M01_audit.json', FORMER);
  });
  expect((await auditOf(story)).reason).toMatch(
    /“bill of materials from artifact bom” is missing: the audit of M01 had one/,
  );
});

describe('what an event does not start is not lost', () => {
  const CONDITION = "\n        if: github.event_name == 'push'\n        uses: actions/upload";

  /** A step uploads the bill of materials of pushes only. */
  function pushOnly(story: Story, branches: readonly string[]): void {
    without(story, HEAD_RUN, 'bom.cdx.json');
    for (const branch of branches) {
      editFile(story, branch, CI, (text) =>
        text.replace('\n        if: always()\n        uses: actions/upload', CONDITION),
      );
    }
    const run = story.runs.find(({ id }) => id === HEAD_RUN);
    for (const { steps } of run?.attempts[0]?.jobs ?? []) {
      Object.assign(steps.at(-1) ?? {}, { conclusion: 'skipped' });
    }
  }

  it('when its step was skipped by a condition that the base has too', async () => {
    const audit = await auditOf(undeclared((story) => pushOnly(story, ['main'])));
    expect(lostIn(audit)).toEqual([]);
  });

  it('but a condition that the change itself adds excuses nothing', async () => {
    const audit = await auditOf(undeclared((story) => pushOnly(story, [TOPIC])));
    expect(lostIn(audit)).toEqual(['bill of materials from artifact reports-3.11.9']);
  });

  it('but a step that ran has lost what it uploads', async () => {
    const audit = await auditOf(
      undeclared((story) => {
        pushOnly(story, ['main']);
        const run = story.runs.find(({ id }) => id === HEAD_RUN);
        for (const { steps } of run?.attempts[0]?.jobs ?? []) {
          Object.assign(steps.at(-1) ?? {}, { conclusion: 'success' });
        }
      }),
    );
    expect(lostIn(audit)).toEqual(['bill of materials from artifact reports-3.11.9']);
  });
});
