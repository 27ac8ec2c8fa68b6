import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Identity, signStatement } from '../../sandbox/demo/sign-statement.ts';
import { VERSION } from '../../src/cli/command.ts';
import { COMMAND_JSON } from '../../src/cli/command-json.ts';
import { finalizeAudit } from '../../src/history/finalize-audit.ts';
import { type Audit, renderJson } from '../../src/model/audit.ts';
import { readEvidenceText, savedEvidence } from '../../src/model/evidence-text.ts';
import { STANDARD_VIEWS } from '../../src/render/standards/views.ts';
import { EVIDENCE, readRecorded } from '../snapshots/snapshots.ts';
import { onTerminal } from './on-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-signed-'));
const at = (name: string): string => join(folder, name);
const WORKFLOW = '.github/workflows/standard-formats.yml';
const RUN = 4711;

let audit: Audit;
let identity: Identity;

beforeAll(async () => {
  const read = readEvidenceText(readRecorded(EVIDENCE, 'green-after-merge-default'));
  if (read.state === 'invalid') throw new Error(read.why);
  const made = finalizeAudit(read.bundle, VERSION);
  audit = made.audit;
  writeFileSync(at('audit.json'), renderJson(audit));
  writeFileSync(at('evidence.json'), [...savedEvidence(made.evidence).pieces()].join(''));
  identity = {
    repository: audit.repository_url ?? '',
    commit: audit.commits.audited,
    workflow: WORKFLOW,
    run: RUN,
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Given {
  readonly statement?: string;
  readonly identity?: Partial<Identity>;
  /** Minutes between certificate and log. */
  readonly minutes?: number;
  readonly tamper?: (bundle: string) => string;
  readonly options?: readonly string[];
}

/** Signs the statement of the audit and verifies it; returns the exit code and the three lines. */
async function verified(given: Given = {}) {
  const statement = given.statement ?? STANDARD_VIEWS.svr(audit);
  const who = { ...identity, ...given.identity };
  const { bundle, trustedRoot } = await signStatement(statement, who, given.minutes);
  writeFileSync(at('bundle.json'), given.tamper?.(bundle) ?? bundle);
  writeFileSync(at('root.json'), trustedRoot);
  const { code, out } = await onTerminal(
    'verify',
    ...['--bundle', at('bundle.json'), '--audit', at('audit.json')],
    ...['--evidence', at('evidence.json')],
    ...(given.options ?? ['--trusted-root', at('root.json'), '--signer-workflow', WORKFLOW]),
    ...(given.options === undefined ? ['--run', String(RUN)] : []),
  );
  return { code, lines: out.trimEnd().split('\n') };
}

it('says in one line each what is proven by the signature, by recomputation, and by neither', async () => {
  const { code, lines } = await verified();
  const commit = audit.commits.audited.slice(0, 12);
  const { repository } = identity;
  expect([code, ...lines.map((line) => line.replace(/, logged [\d:.TZ-]+$/, ''))]).toEqual([
    0,
    `✓ by the signature: ${repository}/${WORKFLOW}@refs/heads/main at commit ${commit} signed these bytes and their properties in ${repository}/actions/runs/${RUN}/attempts/1`,
    `✓ by recomputation: the evidence ${audit.evidence.sha256?.slice(0, 12)} gives this audit byte for byte (green, score ${audit.score?.toFixed(1)})`,
    '? by neither: that the evidence is what GitHub held: collect it again to compare',
  ]);
});

it('names the workflow and the run as unproven when nobody says which are expected', async () => {
  const { code, lines } = await verified({ options: ['--trusted-root', at('root.json')] });
  expect([code, lines[2]]).toEqual([
    0,
    '? by neither: that this workflow is the right one (--signer-workflow); that this run is the right one (--run); that the evidence is what GitHub held: collect it again to compare',
  ]);
});

it('prints the same as JSON of its published form', async () => {
  const { lines } = await verified({ options: ['--trusted-root', at('root.json'), '--json'] });
  const document = JSON.parse(lines.join('\n')) as object;
  expect(COMMAND_JSON.verify.parse(document)).toEqual(document);
  expect(document).toMatchObject({
    signature: { state: 'proven' },
    recomputation: { state: 'reproduced' },
  });
});

describe('refuses', () => {
  const otherSubject = (): string =>
    STANDARD_VIEWS.svr(audit).replace(/"sha256": "[0-9a-f]{64}"\n {6}\},\n {6}"name"/, (digest) =>
      digest.replace(/[0-9a-f]{64}/, '0'.repeat(64)),
    );
  const cases: readonly (readonly [name: string, given: () => Given, why: RegExp])[] = [
    [
      'another subject',
      () => ({ statement: otherSubject() }),
      /it signs 0{12}, .*audit has SHA-256/,
    ],
    [
      'another workflow',
      () => ({ identity: { workflow: '.github/workflows/own.yml' } }),
      /own\.yml signed it, not .*standard-formats\.yml/,
    ],
    [
      'another repository',
      () => ({ identity: { repository: 'https://github.com/mallory/fork' } }),
      /mallory\/fork signed it, and the audit is of/,
    ],
    ['another run', () => ({ identity: { run: 1 } }), /run 1 signed it, not run 4711/],
    [
      'another commit',
      () => ({ identity: { commit: 'f'.repeat(40) } }),
      /it was signed at commit f{40}/,
    ],
    [
      'another issuer',
      () => ({ identity: { issuer: 'https://accounts.example.com' } }),
      /identity is from https:\/\/accounts\.example\.com, not from GitHub Actions/,
    ],
    ['a certificate that had expired', () => ({ minutes: 11 }), /cannot be verified: /],
    [
      'a statement that was changed after it was signed',
      () => ({
        tamper: (bundle: string) => {
          const parsed = JSON.parse(bundle) as { dsseEnvelope: { payload: string } };
          const payload = Buffer.from(parsed.dsseEnvelope.payload, 'base64').toString('utf8');
          const changed = payload.replace('LEVEL_5', 'LEVEL_4');
          parsed.dsseEnvelope.payload = Buffer.from(changed).toString('base64');
          return JSON.stringify(parsed);
        },
      }),
      /cannot be verified: /,
    ],
    [
      'properties that the audit does not show',
      () => ({ statement: STANDARD_VIEWS.svr(audit).replace('_LEVEL_5', '_LEVEL_4') }),
      /claims other properties than the audit shows/,
    ],
    ['a signature of another trusted root', () => ({ options: [] }), /cannot be verified: /],
    ['what is not a bundle', () => ({ tamper: () => '{"a": 1}' }), /cannot be verified: /],
  ];
  it.each(cases)('%s', async (_, given, why) => {
    const { code, lines } = await verified(given());
    expect([code, lines[0]]).toEqual([1, expect.stringMatching(why)]);
    expect(lines[0]).toMatch(/^✗ by the signature: nothing: /);
  });
});

it('proves nothing by recomputation when the evidence is another one', async () => {
  await verified();
  writeFileSync(at('other.json'), readRecorded(EVIDENCE, 'honest-default'));
  const { code, out } = await onTerminal(
    'verify',
    ...['--bundle', at('bundle.json'), '--audit', at('audit.json'), '--evidence', at('other.json')],
    ...['--trusted-root', at('root.json')],
  );
  expect([code, out.split('\n')[1]]).toEqual([
    1,
    expect.stringMatching(/^✗ by recomputation: nothing: its evidence has SHA-256 /),
  ]);
});

it('asks for the audit that a bundle is about', async () => {
  const { code, err } = await onTerminal('verify', '--bundle', at('bundle.json'));
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/--bundle FILE needs --audit AUDIT\.json/),
  ]);
});
