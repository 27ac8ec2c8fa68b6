import { judgeRules } from '../analysis/runner.ts';
import type { Audit, AuditGate } from '../model/audit.ts';
import type { Source } from '../model/evidence.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Flaw, Verdict } from '../model/verdict.ts';
import { rulesOf } from '../rules/registry.ts';
import { judgedEvidence } from '../scoring/compose-audit.ts';

/** One thing that is known to be wrong. */
interface Place {
  /** The observation, without the place that `source` gives. */
  readonly text: string;
  readonly source: Source | undefined;
  /** The line that `source` points at. */
  readonly snippet?: string;
}

/** What one rule found to be wrong. */
export interface Offender {
  /** `error` makes a gate fail whatever evidence is still missing. */
  readonly severity: 'error' | 'warning';
  readonly rule: string;
  /** Title of the gate that does not pass because of it. */
  readonly gate: string | undefined;
  /** Worst first, at least one. */
  readonly places: readonly [Place, ...(readonly Place[])];
  readonly fix: string;
}

const SEVERITY: readonly Flaw['severity'][] = ['critical', 'high', 'medium', 'low'];

/** Returns the text of a file at a commit; `undefined` when it cannot be read. */
export type ReadText = (commit: string, path: string) => Promise<string | undefined>;

/** Number of offenders whose lines are read; more do not fit on a screen. */
const MAX_READ = 12;

/** Returns the offenders with the line that the first place of each points at. */
export function withSnippets(
  offenders: readonly Offender[],
  audited: string,
  read: ReadText,
): Promise<readonly Offender[]> {
  return Promise.all(
    offenders.map(async (offender, at) => {
      const [first, ...rest] = offender.places;
      const { path, line, commit = audited } = first.source ?? {};
      if (path === undefined || line === undefined || at >= MAX_READ) return offender;
      const snippet = (await read(commit, path))?.split('\n')[line - 1]?.trim() ?? '';
      return snippet === '' ? offender : { ...offender, places: [{ ...first, snippet }, ...rest] };
    }),
  );
}

/** Returns everything that is known to be wrong and not deferred, by rule: what fails a gate first. */
export function offendersOf(evidence: EvidenceFile, audit: Audit): readonly Offender[] {
  const verdicts = judgeRules(rulesOf(evidence.config), judgedEvidence(evidence));
  return verdicts
    .flatMap((verdict) => offenderOf(verdict, audit.gates))
    .sort((a, b) => order(a) - order(b))
    .map(({ worst: _, ...offender }) => offender);
}

type Ranked = Offender & { readonly worst: number };

function order({ severity, gate, worst }: Ranked): number {
  return (severity === 'error' ? 0 : 100) + (gate === undefined ? 10 : 0) + worst;
}

function offenderOf(
  { rule, finding, remediation }: Verdict,
  gates: readonly AuditGate[],
): readonly Ranked[] {
  if (finding.state !== 'level' || finding.level === 5) return [];
  const flaws = finding.flaws
    .filter(({ deferrals = [] }) => deferrals.length === 0)
    .toSorted((a, b) => SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity));
  const [first, ...rest] = flaws;
  if (first === undefined) return [];
  const blocked = gates.filter(({ optional }) => optional === undefined);
  const failed = blocked.find((gate) => lacks(gate, rule, false));
  const gate = failed ?? blocked.find((one) => lacks(one, rule, null));
  return [
    {
      severity: failed === undefined ? 'warning' : 'error',
      rule,
      gate: gate?.title,
      places: [placeOf(first), ...rest.map(placeOf)],
      fix: first.advice ?? remediation.recommendation,
      worst: SEVERITY.indexOf(first.severity),
    },
  ];
}

function lacks({ state, conditions }: AuditGate, rule: string, holds: boolean | null): boolean {
  return (
    ['failed', 'not-evaluated'].includes(state) &&
    conditions.some((one) => one.holds === holds && one.text.split(/[\s<>=!]/)[0] === rule)
  );
}

function placeOf({ observation, source }: Flaw): Place {
  const { path, line } = source ?? {};
  const at = path === undefined ? '' : `${path}${line === undefined ? '' : `:${line}`}`;
  const text = at === '' ? observation : observation.replace(`${at} `, '').replace(`${path} `, '');
  return { text: text.replace(/\.$/, ''), source };
}
