import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { GITHUB } from '../../scripts/rate-limit-simulation/github-limits.ts';
import { storm } from '../../scripts/rate-limit-simulation/storm.ts';
import { summaryOf } from '../../scripts/rate-limit-simulation/storm-summary.ts';

const root = join(import.meta.dirname, '../..');
const docs = ['auto', 'branch:audits'];

it('two audits of two milestones on two branches, all at once: all end, nothing is lost', async () => {
  const size = { milestones: 2, commits: 2, docs };
  // Limits that so few audits meet too.
  const made = await storm(root, size, {
    ...GITHUB,
    anHour: 15_000,
    atOnce: 20,
    restPoints: 125,
  });
  expect(summaryOf(made, size).broken).toEqual([]);
  expect(made.audits.length).toBe(8);
  expect(Object.keys(made.counts).sort()).toEqual([
    'answered',
    'refused: at once',
    'refused: points a minute',
  ]);
});

it('when the requests of the hour run out every audit ends, and says so; no document is lost', async () => {
  const size = { milestones: 2, commits: 2, docs };
  const { audits, sandbox, milestones } = await storm(root, size, { ...GITHUB, anHour: 150 });
  const hit = audits.filter(({ log }) => log.some((line) => /rate limit/.test(line)));
  expect(hit.length).toBeGreaterThan(0);
  expect(hit.map(({ exitCode }) => exitCode)).toEqual(hit.map(() => 1));
  expect(sandbox.world.statuses.filter(({ state }) => state === 'success')).toEqual([]);
  const whole = new Set(audits.map(({ document }) => document));
  const there = milestones.flatMap((id) =>
    ['main', 'audits'].map((branch) =>
      sandbox.file(`docs/milestones/${id}/${id}_audit.md`, branch),
    ),
  );
  expect(there.filter((text) => text !== undefined && !whole.has(text))).toEqual([]);
});
