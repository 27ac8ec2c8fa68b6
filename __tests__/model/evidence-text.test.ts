import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { MAX_EVIDENCE_BYTES, unpacked } from '../../src/lib/gzip.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import {
  evidencePlace,
  evidenceText,
  MAX_COMMITTED_BYTES,
  readEvidenceText,
  savedEvidence,
} from '../../src/model/evidence-text.ts';
import { bundleOf, junit, openPull, PULL_EVENT, zip } from '../collect/scene.ts';

it('evidenceText sorts keys, uses LF, and ends with one newline', async () => {
  const text = evidenceText(await bundleOf(openPull(), PULL_EVENT));
  expect([text.includes('\r'), text.endsWith('}\n'), text.endsWith('\n\n')]).toEqual([
    false,
    true,
    false,
  ]);
  expect(Object.keys(JSON.parse(text))).toEqual([
    'config',
    'configOrigin',
    'evidence',
    'milestone',
    'notices',
    'schema',
    'target',
    'tool',
  ]);
});

it.each([
  ['', 'it is not JSON'],
  ['[]', 'it is not a JSON object'],
  ['{"schema":"milestone-audit/1"}', 'it has schema "milestone-audit/1"'],
  ['{"schema":"milestone-evidence/1"}', '"target" is missing'],
])('%j is rejected with a reason', (text, why) => {
  const read = readEvidenceText(text);
  expect(read.state === 'invalid' ? read.why : read.state).toContain(why);
});

it.each(['runs', 'reviews'])('rejects %s whose state is unknown', async (kind) => {
  const bundle = await bundleOf(openPull(), PULL_EVENT);
  const broken = { ...bundle, evidence: { ...bundle.evidence, [kind]: { state: 'fine' } } };
  expect(readEvidenceText(JSON.stringify(broken))).toEqual({
    state: 'invalid',
    why: `not an evidence file: evidence "${kind}" has an unknown state`,
  });
});

it.each(['tests', 'reviews'] as const)(
  'reads %s that 0.1.0 called absent as missing',
  async (kind) => {
    const bundle = await bundleOf(openPull(), PULL_EVENT);
    const absent = { state: 'absent', why: 'nothing was found' };
    const old = { ...bundle, evidence: { ...bundle.evidence, [kind]: absent } };
    const read = readEvidenceText(JSON.stringify(old));
    expect(read.state === 'read' && read.bundle.evidence[kind]).toEqual({
      state: 'missing',
      why: 'nothing was found',
    });
  },
);

it('reads a kind that the file does not mention as missing', async () => {
  const { evidence, ...bundle } = await bundleOf(openPull(), PULL_EVENT);
  const { tests: _, ...others } = evidence;
  const read = readEvidenceText(JSON.stringify({ ...bundle, evidence: others }));
  expect(read.state === 'read' && read.bundle.evidence.tests.state).toBe('missing');
});

it('saves the complete evidence, however many tests it lists', async () => {
  const state = openPull();
  const names = Array.from({ length: 20_000 }, (_, index) => `!case ${index}`);
  state.archives[501] = zip({ 'junit.xml': junit(...names) });
  const bundle = await bundleOf(state, PULL_EVENT);
  const { pieces, packed, bytes } = savedEvidence(bundle);
  const text = evidenceText(bundle);
  expect([
    unpacked(packed ?? new Uint8Array(), MAX_EVIDENCE_BYTES) === text,
    [...pieces()].join('') === text,
    bytes,
  ]).toEqual([true, true, Buffer.byteLength(text)]);
});

it('the digest is that of the uncompressed text', async () => {
  const bundle = await bundleOf(openPull(), PULL_EVENT);
  const digest = createHash('sha256').update(evidenceText(bundle)).digest('hex');
  expect(savedEvidence(bundle).sha256).toBe(digest);
});

/** Text of this many bytes that does not compress: a chain of digests. */
function noise(bytes: number): string {
  const parts: string[] = [''];
  for (let length = 0; length < bytes; length += 88) {
    parts.push(
      createHash('sha512')
        .update(parts.at(-1) ?? '')
        .digest('base64'),
    );
  }
  return parts.join('');
}

const PATH = 'docs/milestones/M01/M01_evidence.json.gz';
const withNotice = (file: EvidenceFile, notice: string): EvidenceFile => ({
  ...file,
  notices: [notice],
});

it('is committed up to 1 MiB compressed, and above that only offered as a file', async () => {
  const bundle = await bundleOf(openPull(), PULL_EVENT);
  const files = [bundle, withNotice(bundle, noise(2 * MAX_COMMITTED_BYTES))];
  expect(files.map((file) => evidencePlace(file, PATH))).toEqual([PATH, 'evidence-file']);
});

it('is not committed with `evidence: none`', async () => {
  const event = { ...PULL_EVENT, inputs: { evidence: 'none' } };
  expect(evidencePlace(await bundleOf(openPull(), event), PATH)).toBe('none');
});
