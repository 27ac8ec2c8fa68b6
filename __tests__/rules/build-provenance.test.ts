import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import type { Attested } from '../../src/model/repository.ts';
import { buildProvenance } from '../../src/rules/build-provenance.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { HEAD, type Story } from './story.ts';

const REPOSITORY = 'https://github.com/o/r';
const OWN = `${REPOSITORY}/actions/runs/7/attempts/1`;
const OTHER = `${REPOSITORY}/actions/runs/8/attempts/1`;
const source = { what: 'artifact dist', runId: 7, artifactId: 70, digest: 'sha256:aa' };

const signer = (more: Partial<Attested['signers'][number]> = {}) => ({
  repository: REPOSITORY,
  commit: HEAD,
  workflow: `${REPOSITORY}/.github/workflows/build.yml@refs/heads/main`,
  run: OWN,
  ...more,
});
const dist = (more: Partial<Attested> = {}): Attested => {
  return { what: 'artifact dist', source, signers: [], unread: [], ...more };
};
const story = (attested: Attested, more: Story = {}): Story => ({
  config: { attestations: [{ artifact: 'dist' }] },
  values: { attestations: [attested] },
  ...more,
});
const fork = { repository: 'https://github.com/mallory/r' };
const SIGN = '.github/workflows/sign.yml';
const signing = signer({ run: OTHER, workflow: `${REPOSITORY}/${SIGN}@refs/heads/main` });

it.each<readonly [string, Attested, number | string]>([
  ['its own run', dist({ signers: [signer()] }), 5],
  [
    'its own run, at the test merge of a pull request',
    dist({ signers: [signer({ commit: 'f'.repeat(40) })] }),
    5,
  ],
  ['another run of the commit', dist({ signers: [signer({ run: OTHER })] }), 4],
  ['the workflow that the config names', dist({ workflow: SIGN, signers: [signing] }), 5],
  ['another workflow than the config names', dist({ workflow: SIGN, signers: [signer()] }), 2],
  [
    'the workflow of another repository that the config names',
    dist({
      workflow: 'https://github.com/acme/build/.github/workflows/slsa.yml',
      signers: [
        signer({ workflow: 'https://github.com/acme/build/.github/workflows/slsa.yml@v1' }),
      ],
    }),
    5,
  ],
  ['another repository', dist({ signers: [signer(fork)] }), 2],
  [
    'a run of another commit',
    dist({ signers: [signer({ run: OTHER, commit: 'f'.repeat(40) })] }),
    2,
  ],
  [
    'a run whose number only begins like its own',
    dist({ signers: [signer({ run: `${REPOSITORY}/actions/runs/77/attempts/1` })] }),
    4,
  ],
  ['several, of which one is right', dist({ signers: [signer(fork), signer()] }), 5],
  ['nobody', dist(), 0],
  ['nobody, because there is no such artifact', dist({ absent: 'there is none' }), 0],
  ['nobody that could be read', dist({ unread: ['it was refused'] }), '0–5'],
  [
    'another repository, and perhaps others',
    dist({ signers: [signer(fork)], unread: ['it was refused'] }),
    '2–5',
  ],
  ['its own run, and perhaps others', dist({ signers: [signer()], unread: ['it was refused'] }), 5],
])('judges what was attested by %s', (_, attested, level) => {
  expect(levelIn(buildProvenance, story(attested))).toBe(level);
});

it('is open while artifacts were not listed', () => {
  const given = story(dist(), { evidence: { attestations: missing('they were refused') } });
  expect(levelIn(buildProvenance, given)).toBe('0–5');
});

it('does not apply where the config names no artifact', () => {
  expect(levelIn(buildProvenance, { values: { attestations: [] } })).toBe('not-applicable');
});

it('names the artifact, and who attested it instead', () => {
  const finding = find(buildProvenance, story(dist({ signers: [signer(fork)] })));
  expect(finding).toMatchObject({
    measured: '0 of 1 artifact attested by its build',
    flaws: [
      {
        observation: expect.stringMatching(
          /^artifact dist: only https:\S+build\.yml@refs\/heads\/main at commit a{12} attested it in /,
        ),
        source,
      },
    ],
  });
});

reachesEveryLevel(buildProvenance);
