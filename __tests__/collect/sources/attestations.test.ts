import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { type Identity, signStatement } from '../../../sandbox/demo/sign-statement.ts';
import type { Attestations } from '../../../src/model/forge.ts';
import { artifactOf, BASE, bundleOf, HEAD, openPull, PULL_EVENT, zip } from '../scene.ts';

const REPOSITORY = 'https://github.com/octo/app';
const PROVENANCE = 'https://slsa.dev/provenance/v1';
const APP = 'the built app';
const digestOf = (bytes: Uint8Array | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const ARCHIVE = zip({ 'dist/app.js': APP });

const IDENTITY: Identity = {
  repository: REPOSITORY,
  commit: HEAD,
  workflow: '.github/workflows/tests.yml',
  run: 101,
};

const statementOf = (digest: string, predicateType = PROVENANCE): string =>
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'dist', digest: { sha256: digest.split(':')[1] } }],
    predicateType,
    predicate: {},
  });

const SIGNED = {
  repository: REPOSITORY,
  commit: HEAD,
  workflow: `${REPOSITORY}/.github/workflows/tests.yml@refs/heads/main`,
  run: `${REPOSITORY}/actions/runs/101/attempts/1`,
  loggedAt: expect.any(String),
};

interface Given {
  /** The entry of the config, as YAML. */
  readonly entry?: string;
  /** Attested digest; default: that of the archive. */
  readonly digest?: string;
  readonly statement?: string;
  readonly bundle?: (signed: string) => Attestations;
  readonly state?: (state: ReturnType<typeof openPull>) => void;
}

const ROOTED = '{ artifact: dist, trusted-root: root.json }';

/** Collects the attestations of an artifact that one statement is about. */
async function collected(given: Given = {}) {
  const digest = given.digest ?? digestOf(ARCHIVE);
  const statement = given.statement ?? statementOf(digest);
  const { bundle, trustedRoot } = await signStatement(statement, IDENTITY);
  const state = openPull();
  const config = `attestations: [${given.entry ?? ROOTED}]\n`;
  const files = state.commits[BASE]?.files;
  state.commits[BASE] = {
    files: { ...files, '.github/milestone-audit.yml': config, 'root.json': trustedRoot },
  };
  state.artifacts.push(artifactOf(502, { name: 'dist', digest: digestOf(ARCHIVE) }));
  state.archives[502] = ARCHIVE;
  state.attestations[digest] = given.bundle?.(bundle) ?? { bundles: [bundle], unread: [] };
  given.state?.(state);
  const { evidence, notices } = await bundleOf(state, PULL_EVENT);
  const found = evidence.attestations;
  return { found, first: found?.state === 'present' ? found.value[0] : undefined, notices };
}

it('verifies who attested the archive of an artifact', async () => {
  const { first, notices } = await collected();
  expect([first, notices]).toEqual([
    {
      what: 'artifact dist',
      source: {
        what: 'artifact dist',
        url: `${REPOSITORY}/actions/runs/101/artifacts/502`,
        runId: 101,
        attempt: 1,
        artifactId: 502,
        digest: digestOf(ARCHIVE),
      },
      signers: [SIGNED],
      unread: [],
    },
    [],
  ]);
});

it('verifies who attested a file in an artifact, by the digest of the file', async () => {
  const entry = '{ artifact: d*, path: dist/*.js, workflow: w.yml, trusted-root: root.json }';
  expect((await collected({ entry, digest: digestOf(APP) })).first).toMatchObject({
    what: 'dist/app.js in artifact dist',
    workflow: 'w.yml',
    source: { path: 'dist/app.js', digest: digestOf(APP) },
    signers: [SIGNED],
    unread: [],
  });
});

it.each<readonly [string, Given]>([
  ['an attestation of something else', { statement: statementOf(digestOf('other')) }],
  [
    'a statement that says nothing of the build',
    { statement: statementOf(digestOf(ARCHIVE), 'https://in-toto.io/attestation/vulns/v0.1') },
  ],
  ['no attestation', { bundle: () => ({ bundles: [], unread: [] }) }],
])('finds no signer in %s', async (_, given) => {
  expect((await collected(given)).first).toMatchObject({ signers: [], unread: [] });
});

it.each<readonly [string, Given, RegExp]>([
  [
    'a refused request',
    {
      state: ({ refusals }) => {
        const message = 'refused, the token needs `attestations: read`';
        refusals.attestations = { kind: 'forbidden', permission: 'attestations: read', message };
      },
    },
    /^refused, the token needs `attestations: read`; add/,
  ],
  [
    'a bundle that could not be read',
    { bundle: () => ({ bundles: [], unread: ['the download was refused'] }) },
    /^the download was refused$/,
  ],
  [
    'a bundle that was changed',
    {
      bundle: (signed) => ({ bundles: [signed.replace(/"sig":"..../, '"sig":"AAAA')], unread: [] }),
    },
    /^the bundle cannot be verified: /,
  ],
  [
    'a bundle under an authority that is not trusted',
    { entry: '{ artifact: dist }' },
    /^the bundle cannot be verified: /,
  ],
  [
    'a trusted root that does not exist',
    { entry: '{ artifact: dist, trusted-root: no.json }' },
    /^the trusted root no\.json could not be read: it does not exist$/,
  ],
  [
    'an artifact without a digest',
    {
      state: ({ artifacts }) => {
        artifacts.splice(1, 1, artifactOf(502, { name: 'dist' }));
      },
    },
    /^GitHub states no digest of it$/,
  ],
  [
    'a file of an expired artifact',
    {
      entry: '{ artifact: dist, path: "**" }',
      state: ({ artifacts }) => {
        artifacts.splice(1, 1, artifactOf(502, { name: 'dist', expired: true }));
      },
    },
    /^the artifact was not read: GitHub has deleted it/,
  ],
])('names %s as not read, and not as unattested', async (_, given, why) => {
  const { first, notices } = await collected(given);
  const unread = [expect.stringMatching(why)];
  expect(first).toMatchObject({ signers: [], unread });
  expect(notices).toContainEqual(expect.stringMatching(/^attestations of .* are not all known: /));
});

it.each([
  ['artifact', '{ artifact: nothing }', 'the evidence runs uploaded no such artifact'],
  ['file', '{ artifact: dist, path: "*.exe" }', 'the artifact has no such file'],
])('says that there is no such %s', async (_, entry, absent) => {
  expect((await collected({ entry })).first).toMatchObject({ absent, signers: [], unread: [] });
});

it('is as open as the list of artifacts', async () => {
  const { found } = await collected({
    state: ({ refusals }) => {
      refusals.artifacts = { kind: 'unreachable', message: 'no answer' };
    },
  });
  expect(found?.state).toBe('unreadable');
});

it('collects nothing that the config does not ask for', async () => {
  const { evidence } = await bundleOf(openPull(), PULL_EVENT);
  expect(evidence.attestations).toBeUndefined();
});
