import { grouped, sentence } from '../lib/format.ts';
import type { Audit } from '../model/audit.ts';
import { failureCount } from './format/decision.ts';
import { printRange, rowWords } from './format/labels.ts';
import { commitLink } from './format/links.ts';
import { changeText, previousAudits, ruleChange, scoreChanges } from './format/score-changes.ts';
import { type Blocks, type Inline, list, paragraph, prose, strong, text } from './markdown/tree.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';

/** Maximum rules named in a comment. The document has all of them. */
const MAX_RULES = 8;

/** Numbers of an earlier audit, as far as they are known. */
interface Earlier {
  readonly name: Inline;
  readonly verdict: string;
  readonly score: number | null;
  readonly score_max: number | null | undefined;
  readonly tests: number | undefined;
  readonly failing: number | undefined;
  readonly coverage: number | undefined;
}

/** Returns the last audit of the pull request, else that of the previous milestone. */
function earlierOf(audit: Audit, before: Snapshot | undefined): Earlier | undefined {
  if (before !== undefined) {
    const { commit, score, score_max, tests, coverage } = before;
    return {
      name: commitLink(audit, commit),
      verdict: rowWords(before),
      score,
      score_max,
      tests: tests?.tests,
      failing: tests?.failed,
      coverage: coverage ?? undefined,
    };
  }
  const last = previousAudits(audit).at(-1);
  if (last === undefined) return undefined;
  const { tests, coverage = [] } = last.measures ?? {};
  return {
    name: last.milestone,
    verdict: rowWords(last),
    score: last.score,
    score_max: last.score_max,
    tests: tests?.total,
    failing: undefined,
    coverage: coverage.length === 1 ? coverage[0]?.percent : undefined,
  };
}

/** Reports whether a page would show the same as the last comment. */
export function isUnchanged(audit: Audit, before: Snapshot): boolean {
  return snapshotOf(audit).shown === before.shown;
}

/**
 * Returns ` (−0.8)`, or the scores between which it was and is: ` (before: 4.0–4.7)`. Nothing when the
 * score is the same or there is none to compare with.
 */
export function scoreDelta(audit: Audit, before: Snapshot | undefined): string {
  const earlier = earlierOf(audit, before);
  const old = earlier?.score ?? null;
  if (earlier === undefined || old === null || audit.score === null) return '';
  if (printRange(earlier) === printRange(audit)) return '';
  const isRange = [earlier, audit].some(({ score, score_max: most = score }) => most !== score);
  if (isRange) return ` (before: ${printRange(earlier)})`;
  const tenths = Math.round(audit.score * 10) - Math.round(old * 10);
  return ` (${tenths < 0 ? '−' : '+'}${(Math.abs(tenths) / 10).toFixed(1)})`;
}

/** Returns one line with the numbers that changed; nothing when none did. */
export function changeLine(audit: Audit, before: Snapshot | undefined): readonly Blocks[] {
  const earlier = earlierOf(audit, before);
  if (earlier === undefined) return [];
  const { tests, coverage } = audit.evidence;
  const percent = coverage.length === 1 ? (coverage[0]?.percent ?? undefined) : undefined;
  const count = (value: number | undefined): string => grouped(value ?? 0);
  const changes = [
    change('verdict', earlier.verdict, rowWords(audit), (words) => words ?? ''),
    earlier.score === null || audit.score === null
      ? ''
      : change('score', printRange(earlier), printRange(audit), (score) => score ?? ''),
    change('tests', earlier.tests, tests?.tests, count),
    change('failing', earlier.failing, tests === null ? undefined : failureCount(audit), count),
    change('coverage', earlier.coverage, percent, (value) => `${(value ?? 0).toFixed(2)}%`),
  ].filter((words) => words !== '');
  // The number of findings can be the same while the findings are others.
  if (changes.length === 0 && before !== undefined && !isUnchanged(audit, before)) {
    return [paragraph('Since ', earlier.name, ': the same numbers, other findings.')];
  }
  return changes.length === 0
    ? []
    : [paragraph('Since ', earlier.name, `: ${changes.join('; ')}.`)];
}

/** Returns `tests 1,180 → 1,204`; empty when it is the same or one of both is unknown. */
function change<T>(
  name: string,
  from: T | undefined,
  to: T | undefined,
  print: (value: T | undefined) => string,
): string {
  if (from === undefined || to === undefined || print(from) === print(to)) return '';
  return `${name} ${print(from)} → ${print(to)}`;
}

/** Returns a warning about earlier audits that were changed or removed. It is never folded. */
export function chainWarning({ chain }: Audit): readonly Blocks[] {
  const [first, ...others] = chain?.findings ?? [];
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return [paragraph('⚠ ', text(sentence(`${first.replace(/\.$/, '')}${more}`), 300))];
}

/** Returns what changed since the previous milestone, rule by rule. */
export function sinceMilestone(audit: Audit): readonly Blocks[] {
  const last = previousAudits(audit).at(-1);
  if (last === undefined) return [];
  const rules = audit.comparison?.rules ?? [];
  const more = rules.length - MAX_RULES;
  const line = (words: string): Inline => text(words, 400);
  const lines: readonly Inline[] = [
    ...rules.slice(0, MAX_RULES).map((one) => ruleChange(audit, one)),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(audit.regressions ?? []).map(({ what, before, after, noise }) =>
      line(`${what}: ${before} → ${after} (${noise})`),
    ),
    ...(audit.comparison?.changed ?? []).map((one) => line(`Not comparable: ${one}`)),
  ];
  const changes = sentence(changeText(scoreChanges(audit, last)));
  return [
    paragraph(strong(`Since ${last.milestone}:`), ' ', prose(changes)),
    ...(lines.length === 0 ? [] : [list(lines)]),
  ];
}
