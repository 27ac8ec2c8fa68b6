import { expect, it } from '@jest/globals';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import { redactEvidence, redactionSteps } from '../../src/model/redact-evidence.ts';

const GITHUB = `gh${'p'}_${'a1'.repeat(18)}`;
const AWS = `AKI${'A'}ABCDEFGHIJKLMNOP`;

/** Only the shape matters here: texts in lists and objects at any depth. */
function fileWith(plan: unknown, notices: readonly string[] = []): EvidenceFile {
  return { schema: 'milestone-evidence/1', evidence: { plan }, notices } as unknown as EvidenceFile;
}

it('redacts texts at any depth and counts the secrets by kind', () => {
  const items = [{ text: `a ${GITHUB}` }, { text: `b ${GITHUB} ${AWS}` }];
  expect(redactEvidence(fileWith({ items }, ['earlier']))).toEqual(
    fileWith(
      {
        items: [
          { text: 'a [redacted-GitHub-token]' },
          { text: 'b [redacted-GitHub-token] [redacted-AWS-key]' },
        ],
      },
      [
        'earlier',
        '2 texts redacted: 1 AWS key, 2 GitHub tokens. Revoke them: the logs and reports still have them.',
      ],
    ),
  );
});

it('counts a text that appears twice once', () => {
  expect(redactEvidence(fileWith([GITHUB, GITHUB])).notices).toEqual([
    '1 text redacted: 1 GitHub token. Revoke them: the logs and reports still have them.',
  ]);
});

it('keeps identities that are made when they are read, and does not read them', () => {
  let reads = 0;
  const report = {
    name: GITHUB,
    get identities() {
      reads += 1;
      return ['0123456789ab'];
    },
  };
  const { evidence } = redactEvidence(fileWith([report]));
  const readsByRedaction = reads;
  expect([readsByRedaction, evidence.plan]).toEqual([
    0,
    [{ name: '[redacted-GitHub-token]', identities: ['0123456789ab'] }],
  ]);
});

it('returns evidence without secrets itself', () => {
  const file = fileWith({ items: [{ text: 'plain' }] });
  expect(redactEvidence(file)).toBe(file);
});

it('changes nothing and adds no notice when evidence is redacted again', () => {
  const once = redactEvidence(fileWith([GITHUB]));
  expect(redactEvidence(once)).toBe(once);
});

it('reads a value together with the name next to it', () => {
  const env = [{ key: 'DEPLOY_PASSWORD', value: 'hunter2hunter2', line: 3 }];
  expect(redactEvidence(fileWith(env)).evidence).toEqual(
    fileWith([{ key: 'DEPLOY_PASSWORD', value: '[redacted-secret-value]', line: 3 }]).evidence,
  );
});

it('moves the marks of a script with its text', () => {
  const first = `echo ${GITHUB} `;
  const run = { text: `${first}npm test`, line: 1, marks: [{ offset: first.length, line: 2 }] };
  const text = 'echo [redacted-GitHub-token] npm test';
  expect(redactEvidence(fileWith(run)).evidence).toEqual(
    fileWith({ text, line: 1, marks: [{ offset: text.indexOf('npm'), line: 2 }] }).evidence,
  );
});

it('takes a step for each kind of evidence', () => {
  const { evidence, ...file } = fileWith([GITHUB]);
  const kinds = { ...evidence, notes: [AWS], runs: [] } as unknown as EvidenceFile['evidence'];
  expect([...redactionSteps({ ...file, evidence: kinds })]).toHaveLength(3);
});
