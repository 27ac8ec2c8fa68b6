import type { Audit } from '../../model/audit.ts';
import { type Inline, link, text } from '../markdown/tree.ts';
import { printConclusion, printInvariant } from './labels.ts';

type Criterion = Audit['criteria'][number];

/** Maximum length of a measured value, in code points. */
const MAX_MEASURED_POINTS = 100;

/** The end of a criterion that names what measures it: `Server startup (server-boot)`. */
const REFERENCE = / ?\(([^()]{1,200})\)\.?$/;

/** Returns the criterion without the name of what measures it. */
export function criterionText(audit: Audit, criterion: Criterion): string {
  return measuring(audit, criterion) === undefined
    ? criterion.text
    : criterion.text.replace(REFERENCE, '');
}

/** Returns what was measured for what a criterion names: a rule, a job, an invariant, or a deferral. */
export function measuredFor(audit: Audit, criterion: Criterion): Inline {
  return measuring(audit, criterion) ?? 'not measured';
}

function measuring(audit: Audit, criterion: Criterion): Inline | undefined {
  const name = REFERENCE.exec(criterion.text)?.[1]?.trim();
  if (name === undefined) return undefined;
  return (
    byRule(audit, name) ?? byJob(audit, name) ?? byInvariant(audit, name) ?? byDeferral(audit, name)
  );
}

function byRule({ rules }: Audit, name: string): Inline | undefined {
  const rule = rules.find(({ id }) => id === name);
  if (rule === undefined) return undefined;
  const { level, level_max: most, measured, reason, proof } = rule;
  const words = text(reason ?? measured, MAX_MEASURED_POINTS);
  if (level === null) return words;
  const range = level === most ? String(level) : `${level}–${most}`;
  const source = proof.find((one) => one.source.url !== undefined)?.source;
  return [`${range} / 5: `, source?.url === undefined ? words : link(source.url, words)];
}

function byJob({ runs }: Audit, name: string): Inline | undefined {
  const job = runs
    .filter(({ relation }) => relation !== 'stale')
    .flatMap(({ workflow, jobs }) =>
      jobs.map((one) => ({ ...one, full: `${workflow} / ${one.name}` })),
    )
    .find((one) => one.name === name || one.full === name || `job ${one.name}` === name);
  return job === undefined
    ? undefined
    : [printConclusion(job.conclusion), ': ', link(job.url, `job ${job.name}`)];
}

function byInvariant({ invariants }: Audit, name: string): Inline | undefined {
  const one = invariants.find(({ title }) => title === name);
  if (one === undefined) return undefined;
  const words = text(one.evidence, MAX_MEASURED_POINTS);
  const url = one.proof.find(({ source }) => source.url !== undefined)?.source.url;
  return [printInvariant(one.state), ': ', url === undefined ? words : link(url, words)];
}

function byDeferral({ deferrals }: Audit, name: string): Inline | undefined {
  const one = deferrals.find(({ id }) => id === name);
  return one && text(`${one.state} deferral ${one.id} until ${one.until}`);
}
