import { expect, it } from '@jest/globals';
import {
  boundedEvidenceText,
  evidenceText,
  readEvidenceText,
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

it('rejects evidence whose state is unknown', async () => {
  const bundle = await bundleOf(openPull(), PULL_EVENT);
  const broken = { ...bundle, evidence: { ...bundle.evidence, runs: { state: 'fine' } } };
  expect(readEvidenceText(JSON.stringify(broken))).toEqual({
    state: 'invalid',
    why: 'not an evidence bundle: evidence "runs" is neither present, absent nor unreadable',
  });
});

it('keeps evidence that fits unchanged', async () => {
  const bundle = await bundleOf(openPull(), PULL_EVENT);
  expect(boundedEvidenceText(bundle)).toBe(evidenceText(bundle));
});

it('shortens evidence that does not fit, names what it left out, and keeps the counts', async () => {
  const state = openPull();
  const names = Array.from({ length: 20_000 }, (_, index) => `!case ${index}`);
  state.archives[501] = zip({ 'junit.xml': junit(...names) });
  const text = boundedEvidenceText(await bundleOf(state, PULL_EVENT)) ?? '';
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256 * 1024);
  const read = readEvidenceText(text);
  if (read.state !== 'read') throw new Error(read.why);
  expect(read.bundle.evidence.tests).toMatchObject({
    value: [{ report: { counts: { tests: 20_000, failed: 20_000 } } }],
  });
  expect(read.bundle.notices.at(-1)).toMatch(
    /^this saved evidence was shortened to 262144 bytes; left out: identities of test cases/,
  );
});

it('returns nothing when the evidence cannot be shortened enough', async () => {
  expect(boundedEvidenceText(await bundleOf(openPull(), PULL_EVENT), 100)).toBeUndefined();
});
