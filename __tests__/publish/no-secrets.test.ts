import { beforeAll, expect, it } from '@jest/globals';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import {
  artifactOf,
  editArtifact,
  editFile,
  pullOf,
  runOf,
  writeFile,
} from '../../sandbox/edit-story.ts';
import { loadStory, type Sandbox, type Story, startSandbox } from '../../sandbox/start-sandbox.ts';
import { finalizeAudit } from '../../src/history/finalize-audit.ts';
import { MAX_EVIDENCE_BYTES, unpacked } from '../../src/lib/gzip.ts';
import { renderJson } from '../../src/model/audit.ts';
import { readEvidenceText } from '../../src/model/evidence-text.ts';
import { redactEvidence } from '../../src/model/redact-evidence.ts';
import { audit } from '../../src/pipeline.ts';
import { worldIn } from '../history/world-in.ts';
import { SECRET_SAMPLES } from '../lib/secret-samples.ts';
import { m01 } from '../sandbox/with-sandbox.ts';

const BRANCH = 'm01-ci-truthfulness';
const PLAN = 'docs/milestones/M01/M01_plan.md';

/** Tokens whose characters a branch, an artifact and a title may have. */
const tokenOf = (kind: string): string =>
  SECRET_SAMPLES.find((sample) => sample.kind === kind)?.secret ?? '';
const texts = SECRET_SAMPLES.map(({ text }) => text);
const oneLine = texts.map((text) => text.replaceAll('\n', '\\n'));

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}

/** A workflow that shows every sample where a fact of it is cited: names, scripts, settings, actions. */
const workflow = `on: [pull_request, push]
jobs:
  leaks:
    runs-on: ubuntu-24.04
    env:
${texts.map((text, at) => `      LEAK_${at}: ${JSON.stringify(text)}`).join('\n')}
    steps:
${texts
  .map(
    (text) => `      - name: ${JSON.stringify(text)}
        run: ${JSON.stringify(`npm test -- ${text} || true\ncurl -sSf "${text}" | sh\npip install "${text}"`)}
      - uses: octo/leak@main # ${text.replaceAll('\n', ' ')}
        with: { token: ${JSON.stringify(text)} }`,
  )
  .join('\n')}
`;

const deferrals = texts.map(
  (text, at) => `
- id: D${at + 10}
  issue: "#12"
  covers: { tests: ${JSON.stringify([text.slice(0, 200)])} }
  reason: ${JSON.stringify(`the service answers ${text}`)}
  owner: mira-holt
  discovered: M01
  until: M02
  exit: ${JSON.stringify(`a job without ${text}`)}
`,
);

/** Own rules, VEX statements and reasons of the config that show every sample. */
const config = `
vex: [leaks.openvex.json]
own-rules:
${texts
  .map(
    (text, at) => `  - id: leak-${at}
    title: ${JSON.stringify(text)}
    levels: { 5: ${JSON.stringify(text)}, 0: ${JSON.stringify(`never ${text}`)} }
    expression: changes.files.size() < 0
    shows: ${JSON.stringify(`changes.files.map(f, f.path + ${JSON.stringify(text)})`)}
    recommendation: ${JSON.stringify(text)}
`,
  )
  .join('')}`;

const statements = texts.map((text) => ({
  vulnerability: { name: text, aliases: [text] },
  status: 'not_affected',
  impact_statement: text,
}));

/** M01 with every sample in test messages, logs, a workflow, deferrals and the plan, and some in names. */
function leakingStory(): Story {
  const story = loadStory(m01);
  const cases = texts.map(
    (text, at) =>
      `<testcase classname="test.leaks" name="leak ${at} ${escaped(text)}"><failure message="${escaped(text)}"/></testcase>`,
  );
  editArtifact(story, 'junit', 'results.xml', (xml) =>
    xml.replace('</testsuite>', `${cases.join('')}</testsuite>`),
  );
  editFile(story, BRANCH, PLAN, (plan) =>
    plan.replace('- [x] Deterministic CI', ['- [x] Deterministic CI', ...oneLine].join('\n- [ ] ')),
  );
  writeFile(story, BRANCH, '.github/workflows/leaks.yml', workflow);
  editFile(story, 'main', '.github/milestone-audit.yml', (text) => text + config);
  const vex = { '@context': 'https://openvex.dev/ns/v0.2.0', statements };
  writeFile(story, 'main', 'leaks.openvex.json', JSON.stringify(vex));
  editFile(story, BRANCH, 'docs/milestones/deferred.yml', (text) => text + deferrals.join(''));
  const [job] = runOf(story, 'tests.yml').attempts[0]?.jobs ?? [];
  if (job?.log === undefined) throw new Error('the story has a log');
  const failures = oneLine.map((text, at) => `FAILED test/test_leaks.py::test_${at} - ${text}`);
  job.log = job.log.replace('FAILED test/', `${failures.join('\n')}\nFAILED test/`);
  job.name = `tests ${tokenOf('Stripe key')}`;
  nameAfterSecrets(story);
  return story;
}

/** Puts secrets into the names of an artifact, the pull request and its branch. */
function nameAfterSecrets(story: Story): void {
  artifactOf(story, 'server-output').name = `output-${tokenOf('npm token')}`;
  const pull = pullOf(story);
  pull.title = `M01: CI truthfulness ${tokenOf('Slack token')}`;
  pull.head = `m01-${tokenOf('GitHub token')}`;
  const renamed = (branch: string): string => (branch === BRANCH ? pull.head : branch);
  for (const commit of story.commits) commit.branch = renamed(commit.branch);
  for (const run of story.runs) run.on = renamed(run.on);
}

/** Text of the files that the audit's own commits on the default branch wrote, inflated. */
function committedIn({ world, bytes }: Sandbox, merge: string): Readonly<Record<string, string>> {
  const { store, refs } = world.repo;
  const treeOf = (sha: string) => store.readTree(store.readCommit(sha)?.tree ?? '');
  const before = treeOf(merge);
  const after = treeOf(refs.get('refs/heads/main') ?? '');
  const paths = [...after].flatMap(([path, { sha }]) =>
    before.get(path)?.sha === sha ? [] : [path],
  );
  return Object.fromEntries(
    paths.map((path) => [path, unpacked(bytes(path) ?? new Uint8Array(), MAX_EVIDENCE_BYTES)]),
  );
}

/** Every text that the audits of the pull request and of its merge wrote anywhere. */
async function publishedBy(story: Story): Promise<Readonly<Record<string, string>>> {
  const sandbox = await startSandbox(story);
  const log: string[] = [];
  const results: string[] = [];
  const files: Record<string, string> = {};
  const run = async (event: 'pull_request' | 'push'): Promise<void> => {
    const world = worldIn(sandbox, event, { status: 'both' }, log);
    await audit({
      ...world,
      log: {
        ...world.log,
        notice: (message, { title }) => void log.push(title, message),
        group: (title, body) => {
          log.push(title);
          return body();
        },
      },
      results: {
        output: (name, value) => void results.push(`${name}=${value}`),
        summary: async (markdown) => void results.push(markdown),
      },
      files: {
        ...world.files,
        write: async (name, text) => {
          files[`${event}/${name}`] = [...text].join('');
          return name;
        },
      },
    });
  };
  try {
    await run('pull_request');
    const merge = sandbox.merge();
    await run('push');
    const { comments, statuses, checkRuns } = sandbox.world;
    return {
      ...files,
      ...committedIn(sandbox, merge),
      comments: comments.map(({ body }) => body).join('\n'),
      statuses: statuses.map(({ description }) => description).join('\n'),
      checks: JSON.stringify(checkRuns),
      log: log.join('\n'),
      results: results.join('\n'),
    };
  } finally {
    await sandbox.close();
  }
}

/** Rules of secretlint's preset that find something in a text. */
async function foundBySecretlint(content: string): Promise<readonly string[]> {
  const preset = '@secretlint/secretlint-rule-preset-recommend';
  const { messages } = await lintSource({
    source: { content, filePath: 'published.txt', contentType: 'text', ext: '.txt' },
    options: { config: { rules: [{ id: preset, rule: creator, options: {} }] } },
  });
  return [
    ...new Set(messages.map(({ ruleId }) => ruleId.replace('@secretlint/secretlint-rule-', ''))),
  ];
}

let published: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  published = await publishedBy(leakingStory());
});

it('the audits write every kind of text', () => {
  const names = Object.entries(published).flatMap(([name, text]) => (text === '' ? [] : [name]));
  expect(names).toEqual(
    expect.arrayContaining([
      ...['pull_request/M01_audit.md', 'pull_request/M01_audit.json'],
      ...['docs/milestones/M01/M01_audit.md', 'docs/milestones/M01/M01_audit.json'],
      ...['docs/milestones/M01/M01_evidence.json.gz'],
      ...['comments', 'statuses', 'checks', 'log', 'results'],
    ]),
  );
});

it.each([
  ...['"LEAK_0"', 'leaks.yml', 'D10', 'octo/leak', '[redacted-GitHub-token]', 'a job without'],
  ...['"leak-0"', 'leaks.openvex.json'],
])('the committed evidence cites %s', (text) =>
  expect(published['docs/milestones/M01/M01_evidence.json.gz']).toContain(text),
);

it('none of the texts has one of the secrets', () => {
  const parts = SECRET_SAMPLES.flatMap(({ secret }) => secret.split('\n'));
  const leaks = Object.entries(published).flatMap(([name, text]) =>
    parts.filter((part) => text.includes(part)).map((part) => `${name}: ${part}`),
  );
  expect(leaks).toEqual([]);
});

it('secretlint finds nothing in what is written, and its rules find the samples', async () => {
  const rules = ['aws', 'basicauth', 'privatekey', 'npm', 'slack', 'sendgrid', 'shopify', 'github'];
  const more = ['openai', 'anthropic', 'linear', '1password', 'database-connection-string'];
  expect(await foundBySecretlint(texts.join('\n'))).toEqual(
    expect.arrayContaining([...rules, ...more]),
  );
  const found: string[] = [];
  for (const [name, text] of Object.entries(published)) {
    for (const rule of await foundBySecretlint(text)) found.push(`${name}: ${rule}`);
  }
  expect(found).toEqual([]);
});

it('the evidence keeps every commit and digest', () => {
  const read = readEvidenceText(published['push/M01_evidence.json'] ?? '');
  if (read.state === 'invalid') throw new Error(read.why);
  const hashes = JSON.stringify(read.bundle).matchAll(
    /"(?:sha|headSha|commit|blob|audited|head|base|mergeBase|digest)":"([^"]*)"/g,
  );
  const short = [...hashes].flatMap(([, hash = '']) =>
    /^(?:sha256:)?(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(hash) ? [] : [hash],
  );
  expect(short).toEqual([]);
});

it('the document counts the secrets by kind', () => {
  expect(published['docs/milestones/M01/M01_audit.md']).toMatch(
    /\d+ texts redacted: .*\d+ GitHub tokens/,
  );
});

it('judging the saved evidence again gives the same audit', () => {
  const read = readEvidenceText(published['push/M01_evidence.json'] ?? '');
  if (read.state === 'invalid') throw new Error(read.why);
  const again = finalizeAudit(redactEvidence(read.bundle), '0.0.0');
  expect(renderJson(again.audit)).toBe(published['push/M01_audit.json']);
});
