import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { checkConfig } from '../src/config/check-config.ts';
import { readRegistry } from '../src/config/read-registry.ts';
import { resolveConfig } from '../src/config/resolve-config.ts';
import { readSettings } from '../src/config/settings.ts';
import { rerunChain } from '../src/history/rerun-chain.ts';
import type { Audit } from '../src/model/audit.ts';
import { RULES } from '../src/rules/registry.ts';
import { gitBlob } from './history/expected-history.ts';

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

const CONFIG = '.github/milestone-audit.yml';

function ownConfig() {
  const checked = checkConfig(CONFIG, text(CONFIG), RULES);
  if (checked.state !== 'valid') throw new Error('the own config is not valid');
  const settings = readSettings({});
  if (settings.state !== 'valid') throw new Error('no input is always valid');
  return resolveConfig(checked.file, settings.settings);
}

/** The files of the folder as a commit would list them. */
const shelf = {
  entries: readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).map((path) => ({
    path: join(FOLDER, path).replaceAll('\\', '/'),
    blob: path.endsWith('.json') ? gitBlob(text(FOLDER, path)) : '',
    mode: '100644',
    bytes: 0,
  })),
  read: async (path: string) => {
    if (!existsSync(path)) return undefined;
    return path.endsWith('.gz') ? gunzipSync(readFileSync(path)).toString('utf8') : text(path);
  },
};

const accepted = z
  .array(z.strictObject({ audit: z.string(), reason: z.string() }))
  .parse(parse(text(FOLDER, 'unverifiable.yml')));

/** As another version sees them: an audit is one of its commit, and later code may judge otherwise. */
const reruns = () => rerunChain(shelf, ownConfig(), 'another version');

it('every audit follows from the evidence next to it by digest and arithmetic, or is accepted', async () => {
  const digests = accepted.map(({ audit }) => audit);
  const audits = (await reruns()).filter(({ digest }) => digest !== undefined);
  const unproven = audits.filter(
    ({ state, digest }) => state !== 'other-rules' && !digests.includes(digest ?? ''),
  );
  expect([audits.length >= MILESTONES.length, unproven]).toEqual([true, []]);
});

it('only audits of version 0.1.0 and their documents are accepted without evidence', async () => {
  const made = await reruns();
  const used = accepted.map(({ audit }) => {
    const file = made.find(({ digest }) => digest === audit);
    return [file?.path, file?.state];
  });
  expect(used).toEqual(
    ['M01', 'M02'].flatMap((id) => [
      [`${FOLDER}/${id}/${id}_audit.json`, 'evidence-missing'],
      [`${FOLDER}/${id}/${id}_audit.md`, 'evidence-missing'],
    ]),
  );
});

describe.each(MILESTONES)('%s', (id) => {
  const audit = JSON.parse(text(FOLDER, id, `${id}_audit.json`)) as Audit;

  it('says in its document what its JSON says', () => {
    const document = text(FOLDER, id, `${id}_audit.md`);
    expect(document).toContain(`# ${id} Audit — ${audit.title}\n`);
    expect(/Audit score[^\n]*/.exec(document)?.[0]).toContain(audit.score?.toFixed(1));
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
