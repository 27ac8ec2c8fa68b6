import { expect, it } from '@jest/globals';
import { rollupCsv } from '../../src/history/rollup/csv.ts';
import { renderRollupIssue } from '../../src/history/rollup/issue.ts';
import { renderRollupPage } from '../../src/history/rollup/page.ts';
import { renderRollup } from '../../src/history/rollup/readme.ts';
import { rollupText } from '../../src/model/rollup.ts';
import { SECRET_SAMPLES } from '../lib/secret-samples.ts';
import { FAILED, fileOf, rollupOf, textAt } from './a-rollup.ts';

const SERVER = 'https://github.com';

/** A repository that states a secret wherever a row has a text. */
function leaking(text: string, at: number) {
  return fileOf({
    ...FAILED,
    repository: `acme/leak-${at}`,
    title: text,
    commit: text,
    tool: text,
    audit_path: text,
    config_sha256: text,
    next_expiry: text,
    gates: { [text]: 'failed' },
    categories: { [text]: [1, 2] },
    category_titles: { [text]: text },
    rules: { [text]: 'failed' },
    deferrals: [{ id: text, owner: text, until: text }],
    deferrals_open: 1,
  });
}

const files = SECRET_SAMPLES.flatMap(({ text }, at) => [
  leaking(text, at),
  fileOf({ ...FAILED, repository: `acme/milestone-${at}`, milestone: text }),
  textAt(`broken-${at}.json`, `{"schema": ${text}`),
  textAt(text.replaceAll('\n', ' '), '{'),
]);

it('shows no secret that a repository states', () => {
  const rollup = rollupOf(files);
  const written = [
    rollupText(rollup),
    rollupCsv(rollup),
    renderRollup(rollup, SERVER),
    renderRollupIssue(rollup, SERVER),
    renderRollupPage(rollup, SERVER),
  ];
  expect(rollup.totals.red).toBeGreaterThan(SECRET_SAMPLES.length / 2);
  const parts = SECRET_SAMPLES.flatMap(({ secret }) => secret.split('\n'));
  const leaks = written.map((text) => parts.filter((part) => text.includes(part)));
  expect(leaks).toEqual([[], [], [], [], []]);
});
