import { pathMilestone } from '../model/audit-paths.ts';
import type { Config } from '../model/config.ts';
import { absent, type Evidence, present, unreadable } from '../model/evidence.ts';
import type { TreeEntry } from '../model/forge.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import type { PreviousAudit } from '../model/previous-audit.ts';
import { at, textAt } from './payload.ts';
import type { Reads } from './reads.ts';
import { readEntry } from './repository-text.ts';
import { troubleText } from './trouble-text.ts';

/** Trends look back this far; older audits stay in the repository and are not read. */
const MAX_READ = 60;

/** A JSON audit holds every rule with its proofs; far larger ones are not audits. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The audits that lie at the policy ref, oldest milestone first, the audited milestone's own earlier
 * one left out. One that cannot be read is named in `problems` and hides none of the others.
 */
export async function readPreviousAudits(
  reads: Reads,
  policy: string,
  config: Config,
  milestone: string,
): Promise<{
  readonly evidence: Evidence<readonly PreviousAudit[]>;
  readonly problems: readonly string[];
}> {
  const what = 'previous audits at the policy ref';
  const tree = await reads.tree(policy);
  if (!tree.ok) {
    const why = `previous audits could not be listed: ${troubleText(tree.trouble)}`;
    return { evidence: unreadable(why, { what, commit: policy }), problems: [why] };
  }
  const found = auditEntries(tree.value.entries, config).filter(
    ({ id }) => compareMilestones(id, milestone) !== 0,
  );
  if (found.length === 0) {
    return { evidence: absent('there is no earlier audit in the repository'), problems: [] };
  }
  const results = await Promise.all(
    found.slice(-MAX_READ).map(({ id, entry }) => readOne(reads, id, entry)),
  );
  const audits = results.filter((result): result is PreviousAudit => typeof result !== 'string');
  const problems = results.filter((result) => typeof result === 'string');
  return { evidence: present(audits, { what, commit: policy }), problems };
}

function auditEntries(entries: readonly TreeEntry[], config: Config) {
  return entries
    .flatMap((entry) => {
      const id = pathMilestone(entry.path, config);
      return id === undefined ? [] : [{ id, entry }];
    })
    .sort((a, b) => compareMilestones(a.id, b.id));
}

async function readOne(
  reads: Reads,
  milestone: string,
  entry: TreeEntry,
): Promise<PreviousAudit | string> {
  const file = await readEntry(reads, entry, MAX_BYTES);
  if (file.state !== 'found') {
    const why = file.state === 'none' ? 'it is not there' : file.why;
    return `the earlier audit ${entry.path} could not be read: ${why}`;
  }
  const json = parsed(file.text);
  const audited = textAt(json, 'commits', 'audited');
  const verdict = at(json, 'verdict');
  if (at(json, 'schema') !== 'milestone-audit/1' || audited === undefined || !isColour(verdict)) {
    return `the earlier audit ${entry.path} could not be read: it is not an audit of schema milestone-audit/1`;
  }
  return {
    milestone,
    path: entry.path,
    blob: entry.blob,
    score: scoreOf(json, 'score'),
    verdict,
    audited,
    categories: rows(json, 'categories').flatMap((row) => {
      const id = textAt(row, 'id');
      const title = textAt(row, 'title') ?? id;
      return id === undefined || title === undefined
        ? []
        : [{ id, title, score: scoreOf(row, 'score') }];
    }),
    rules: rows(json, 'rules').flatMap((row) => {
      const id = textAt(row, 'id');
      return id === undefined ? [] : [{ id, level: scoreOf(row, 'level') }];
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isColour(value: unknown): value is PreviousAudit['verdict'] {
  return value === 'green' || value === 'yellow' || value === 'red';
}

function scoreOf(value: unknown, key: string): number | null {
  const score = at(value, key);
  return typeof score === 'number' && score >= 0 && score <= 5 ? score : null;
}

function rows(value: unknown, key: string): readonly unknown[] {
  const list = at(value, key);
  return Array.isArray(list) ? list : [];
}
