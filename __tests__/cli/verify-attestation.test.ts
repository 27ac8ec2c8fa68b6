import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { signStatement } from '../../sandbox/demo/sign-statement.ts';
import { loadStory } from '../../sandbox/load-story.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { VERSION } from '../../src/cli/command.ts';
import { finalizeAudit } from '../../src/history/finalize-audit.ts';
import { renderJson } from '../../src/model/audit.ts';
import { readEvidenceText, savedEvidence } from '../../src/model/evidence-text.ts';
import { STANDARD_VIEWS } from '../../src/render/standards/views.ts';
import { m01 } from '../sandbox/with-sandbox.ts';
import { EVIDENCE, readRecorded } from '../snapshots/snapshots.ts';
import { onTerminal } from './on-terminal.ts';

/* `verify --attestation` asks the embedded GitHub for the statement about an audit. */

const before = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-attested-'));
const at = (name: string): string => join(folder, name);
const WORKFLOW = '.github/workflows/standard-formats.yml';
const SVR = 'https://in-toto.io/attestation/svr/v0.2';

let sandbox: Sandbox;
let digest = '';
let bundle = '';

beforeAll(async () => {
  const read = readEvidenceText(readRecorded(EVIDENCE, 'green-after-merge-default'));
  if (read.state === 'invalid') throw new Error(read.why);
  const { audit, evidence } = finalizeAudit(read.bundle, VERSION);
  const repository = audit.repository_url ?? '';
  const json = renderJson(audit);
  digest = `sha256:${createHash('sha256').update(json).digest('hex')}`;
  const identity = { repository, commit: audit.commits.audited, workflow: WORKFLOW, run: 4711 };
  const signed = await signStatement(STANDARD_VIEWS.svr(audit), identity);
  bundle = signed.bundle;
  writeFileSync(at('M01_audit.json'), json);
  writeFileSync(at('evidence.json'), [...savedEvidence(evidence).pieces()].join(''));
  // As `gh attestation trusted-root` writes it: several roots, one per line.
  const other = (await signStatement('{}', identity)).trustedRoot;
  writeFileSync(at('roots.jsonl'), `${other}\n${signed.trustedRoot}\n`);
  const [owner = '', name = ''] = new URL(repository).pathname.slice(1).split('/');
  const story = loadStory(m01);
  Object.assign(story.repository, { owner, name });
  sandbox = await startSandbox(story);
  Object.assign(process.env, {
    GH_TOKEN: sandbox.token,
    GITHUB_API_URL: sandbox.url,
    GITHUB_GRAPHQL_URL: sandbox.graphqlUrl,
    GITHUB_SERVER_URL: 'https://github.com',
  });
});
afterEach(() => {
  sandbox.world.attestations.length = 0;
});
afterAll(async () => {
  process.env = before;
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

function allow(permission: 'read' | 'none'): void {
  const permissions = sandbox.world.tokens.get(sandbox.token)?.permissions;
  if (permission === 'read') permissions?.set('attestations', 'read');
  else permissions?.delete('attestations');
}

async function verified() {
  const { code, out } = await onTerminal(
    'verify',
    ...['--attestation', '--audit', at('M01_audit.json'), '--evidence', at('evidence.json')],
    ...['--trusted-root', at('roots.jsonl'), '--signer-workflow', WORKFLOW, '--run', '4711'],
  );
  return { code, lines: out.trimEnd().split('\n') };
}

it('verifies the statement that GitHub has of the audit', async () => {
  allow('read');
  sandbox.world.attestations.push({ digest, predicateType: SVR, bundle });
  const { code, lines } = await verified();
  expect([code, lines.map((line) => line.slice(0, 2))]).toEqual([0, ['✓ ', '✓ ', '? ']]);
});

it('says that GitHub has none, and still recomputes', async () => {
  allow('read');
  sandbox.world.attestations.push({ digest, predicateType: 'https://other/v1', bundle });
  const { code, lines } = await verified();
  expect([code, lines]).toEqual([
    1,
    [
      expect.stringMatching(
        /^✗ by the signature: nothing: https:\S+ has no attestation of the audit of M02 with SHA-256 [0-9a-f]{12}$/,
      ),
      expect.stringMatching(/^✓ by recomputation: /),
      expect.stringMatching(/^\? by neither: who made the audit; /),
    ],
  ]);
});

it('names the permission when GitHub refuses, and still recomputes', async () => {
  allow('none');
  const { code, lines } = await verified();
  expect([code, lines.slice(0, 2)]).toEqual([
    1,
    [
      expect.stringMatching(/^✗ by the signature: nothing: .*the token needs `attestations: read`/),
      expect.stringMatching(/^✓ by recomputation: /),
    ],
  ]);
});

it('asks for either a file or an attestation', async () => {
  const { code, err } = await onTerminal(
    'verify',
    ...['--attestation', '--bundle', at('b.json'), '--audit', at('M01_audit.json')],
  );
  expect([code, err]).toEqual([2, expect.stringMatching(/either --bundle FILE or --attestation/)]);
});
