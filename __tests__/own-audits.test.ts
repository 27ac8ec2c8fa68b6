import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { checkConfig } from '../src/config/check-config.ts';
import { readRegistry } from '../src/config/read-registry.ts';
import type { Audit } from '../src/model/audit.ts';
import type { EvidenceFile } from '../src/model/evidence-file.ts';
import { isShortened, readEvidenceText } from '../src/model/evidence-text.ts';
import { RULES, RULES_VERSION } from '../src/rules/registry.ts';
import { composeAudit } from '../src/scoring/compose-audit.ts';

/* The project's own milestones, audited by its own command and kept in docs/milestones. */

const FOLDER = 'docs/milestones';
/** A milestone that is still going on has a plan and no audit. */
const MILESTONES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((id) => existsSync(join(FOLDER, id, `${id}_audit.json`)))
  .sort();

const text = (...path: readonly string[]): string =>
  readFileSync(join(...path), 'utf8').replaceAll('\r\n', '\n');

function bundleOf(id: string): EvidenceFile {
  const read = readEvidenceText(text(FOLDER, id, `${id}_evidence.json`));
  if (read.state === 'invalid') throw new Error(read.why);
  return read.bundle;
}

const judgementOf = ({ score, verdict, outcome, categories, rules }: Audit) => ({
  ...{ score, verdict, outcome },
  categories: categories.map(({ id, score: own }) => [id, own]),
  rules: rules.map(({ id, state, level }) => [id, state, level]),
});

describe.each(MILESTONES)('%s', (id) => {
  const audit = JSON.parse(text(FOLDER, id, `${id}_audit.json`)) as Audit;

  it('is judged by its evidence as it was, or under other rules', () => {
    const again = composeAudit(bundleOf(id), RULES, {
      version: audit.tool.version,
      rulesVersion: RULES_VERSION,
    });
    expect([again.milestone, again.commits]).toEqual([audit.milestone, audit.commits]);
    if (audit.tool.rules_version !== RULES_VERSION) return;
    if (isShortened(bundleOf(id))) {
      // What had to be left out of a large bundle is unknown then, and nothing else is different.
      const better = judgementOf(again).rules.filter(
        (rule, at) =>
          rule[1] !== 'unknown' && !isDeepStrictEqual(rule, judgementOf(audit).rules[at]),
      );
      expect(better).toEqual([]);
    } else {
      expect(judgementOf(again)).toEqual(judgementOf(audit));
    }
  });

  it('says in its document what its JSON says', () => {
    const document = text(FOLDER, id, `${id}_audit.md`);
    expect(document).toContain(`# ${id} Audit — ${audit.title}\n`);
    expect(document).toContain(`**Audit score:** ${audit.score?.toFixed(1)} / 5`);
  });

  it('rests on a report of all tests, with a plan whose items are met', () => {
    expect(audit.evidence.tests).toMatchObject({ failed: 0, errored: 0 });
    expect(audit.evidence.tests?.tests).toBeGreaterThan(1000);
    expect(audit.criteria.filter(({ met }) => !met)).toEqual([]);
    expect(audit.criteria.length).toBeGreaterThan(3);
  });
});

it('the index has every milestone', () => {
  const index = text(FOLDER, 'README.md');
  expect(MILESTONES.filter((id) => !index.includes(`${id}/${id}_audit.md`))).toEqual([]);
  expect(MILESTONES).toContain('M01');
});

it('the registry of what was put off can be read', () => {
  expect(readRegistry(text(FOLDER, 'deferred.yml'))).toMatchObject({ state: 'read' });
});

it('the config is valid', () => {
  const path = '.github/milestone-audit.yml';
  expect(checkConfig(path, text(path), RULES)).toMatchObject({ state: 'valid' });
});
