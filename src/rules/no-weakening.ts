import { weakeningOf } from '../analysis/causes.ts';
import { type DeferralCover, deferralCover } from '../analysis/deferrals.ts';
import { defineRule } from '../analysis/runner.ts';
import { fileSource } from '../analysis/workflow-files.ts';
import { quantity } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { CountStates, Item, Judged } from '../model/rule.ts';
import type { Flaw, Level, Proof } from '../model/verdict.ts';
import type { Weakening, WeakeningKind } from '../workflow/compare/weakening.ts';
import { type LoosenedRule, loosenedRule } from './coverage-rule.ts';
import { type FoundWeakening, foundWeakenings } from './found-weakenings.ts';

const STATES = ['weakened', 'deferred', 'minor', 'same'] as const;
type State = (typeof STATES)[number];

export const noWeakening = defineRule({
  id: 'no-weakening',
  title: 'No weakening',
  needs: ['files', 'baseFiles'],
  uses: ['registry', 'requiredChecks', 'coverageRule', 'previous'],
  settles: ['files', 'baseFiles', 'requiredChecks', 'coverageRule', 'previous'],
  levels: [
    'a check was weakened without a deferral: its threshold, job, step, condition, trigger, matrix job, `needs`, selection, or tests, an ignored failure, a lost required check, or more retries',
    '—',
    '—',
    'checks were weakened, each under a live deferral',
    'only pins, permissions or timeouts are looser than at the base, or tests were replaced by others',
    'the head checks everything that the base and the previous milestone checked',
  ],
  remediation: {
    recommendation:
      'Restore the former value, or add the weakening to the deferral registry with the milestone in which it expires.',
    minutes: 30,
    guardrail: 'Ask code owners to review `.github/workflows` and the files that hold thresholds.',
    rollback: 'Revert the change of the workflow.',
    area: 'CI',
  },
  deferralCap: 3,
  table: { states: STATES, level: levelOf },
  judge(evidence, context): Judged<State> {
    const { files, baseFiles, registry, requiredChecks, coverageRule, previous } = evidence;
    const cover = deferralCover(registry, context.milestone);
    const accepted = context.config.workflowKeys;
    const { found, open } = foundWeakenings(files, baseFiles, requiredChecks, accepted);
    const weakenings = withKeys(found)
      .map((each) => ({ ...each, deferrals: coveredBy(each.one, cover) }))
      .sort((a, b) => severityRank(b) - severityRank(a));
    const ruleset = loosenedRule(coverageRule, previous);
    const loosened = ruleset.found.map((one) => ({ ...one, deferrals: coverageDeferrals(cover) }));
    const empty = files.workflows.length + baseFiles.workflows.length === 0;
    return {
      items: [
        ...weakenings.map((each) => itemOf(files, each)),
        ...loosened.map(loosenedItem),
        ...[...open, ...ruleset.open].map(
          (one): Item<State> => ({ worst: 'weakened', best: 'none', open: one }),
        ),
      ],
      measured: describe([
        ...weakenings
          .filter(({ one }) => one.unsure === undefined)
          .map(({ one, deferrals }) => ({ kind: one.kind, deferrals })),
        ...loosened,
      ]),
      proof: weakenings.length === 0 ? comparisonProof(files, baseFiles) : [],
      ...(empty ? { none: 'there is no workflow file at either commit' } : {}),
    };
  },
});

function levelOf(count: CountStates<State>): Level {
  if (count('weakened') > 0) return 0;
  if (count('deferred') > 0) return 3;
  return count('minor') > 0 ? 4 : 5;
}

function itemOf(files: RepositoryFiles, each: CoveredWeakening): Item<State> {
  const { one, deferrals, excuse } = each;
  const state: State = MINOR_KINDS.has(one.kind) ? 'minor' : 'weakened';
  const item = { proof: proofOf(each, files), flaw: () => flawOf(each, files) };
  if (excuse !== undefined) return { ...item, worst: state, best: 'none', open: excuse };
  const excused = state === 'weakened' && deferrals.length > 0;
  return {
    ...item,
    worst: state,
    best: state,
    ...(excused ? { excused: { as: 'deferred', by: deferrals } } : {}),
  };
}

type Loosened = LoosenedRule & Pick<CoveredWeakening, 'deferrals'>;

function loosenedItem({ before, flaw, deferrals }: Loosened): Item<State> {
  const excused = { excused: { as: 'deferred', by: deferrals } } as const;
  return {
    ...{ worst: 'weakened', best: 'weakened', flaw: () => ({ ...flaw, deferrals }) },
    ...(flaw.source ? { proof: [{ text: `before: ${before}`, source: flaw.source }] } : {}),
    ...(deferrals.length > 0 ? excused : {}),
  };
}

interface KeyedWeakening extends FoundWeakening {
  /** The same in the next audit, whatever else changed. */
  readonly key: string;
}

interface CoveredWeakening extends KeyedWeakening {
  readonly deferrals: readonly string[];
}

/** Tests of one file are one problem; two thresholds of one file are two. */
function withKeys(found: readonly FoundWeakening[]): readonly KeyedWeakening[] {
  const seen = new Set<string>();
  return found.map((each) => {
    const { kind, path, job, step, before } = each.one;
    const plain = `${kind}:${path}:${job}:${step}`;
    const key = seen.has(plain) ? `${plain}:${before}` : plain;
    seen.add(plain);
    return { ...each, key };
  });
}

/** Weakenings that other rules judge by their current state; here they are only named. */
const MINOR_KINDS: ReadonlySet<WeakeningKind> = new Set<WeakeningKind>([
  'timeout-raised',
  'pin-loosened',
  'permission-widened',
  'test-replaced',
]);

/**
 * Returns its deferrals. A `threshold` deferral may name the metric, the file, or file and line.
 */
function coveredBy({ kind, path, line }: Weakening, cover: DeferralCover): readonly string[] {
  const threshold = kind === 'threshold-lowered' || kind === 'threshold-removed';
  const named = [path, `${path}:${line}`].flatMap((name) => cover.threshold(name));
  return [...(threshold ? coverageDeferrals(cover) : []), ...named];
}

function coverageDeferrals(cover: DeferralCover): readonly string[] {
  const names = ['coverage', 'coverage.lines', 'coverage.branches'];
  return names.flatMap((name) => cover.threshold(name));
}

type Described = Pick<Weakening, 'kind'> & Pick<CoveredWeakening, 'deferrals'>;

function describe(weakenings: readonly Described[]): string {
  if (weakenings.length === 0) return 'nothing weakened';
  const kinds = [...new Set(weakenings.map(({ kind }) => wordsOf(kind)))];
  const deferred = weakenings.filter(({ deferrals }) => deferrals.length > 0).length;
  const note = deferred === 0 ? '' : `, ${deferred} deferred`;
  const more = kinds.length > 3 ? ` and ${kinds.length - 3} more` : '';
  return `${quantity(weakenings.length, 'weakening')}${note} (${kinds.slice(0, 3).join(', ')}${more})`;
}

const WORDS: Readonly<Partial<Record<WeakeningKind, string>>> = {
  'gate-muted': 'check no longer blocks',
  'matrix-leg-dropped': 'matrix job dropped',
};

function wordsOf(kind: WeakeningKind): string {
  return WORDS[kind] ?? kind.replaceAll('-', ' ');
}

function comparisonProof(files: RepositoryFiles, baseFiles: RepositoryFiles): readonly Proof[] {
  const text = `compared with ${baseFiles.commit.slice(0, 12)}, nothing is weaker`;
  const side = files.workflows.length > 0 ? files : baseFiles;
  return side.workflows.map(({ path }) => ({ text, source: fileSource(side, path) }));
}

/** Returns the line at the base and the line now. */
function proofOf({ one, against }: CoveredWeakening, files: RepositoryFiles): readonly Proof[] {
  const before = {
    text: `before: ${one.before === '' ? 'nothing' : one.before}`,
    source: fileSource(against, one.beforePath, one.beforeLine),
  };
  if (one.at === 'base') return [before];
  const after = one.after === '' ? 'after: nothing' : `after: ${one.after}`;
  return [before, { text: after, source: fileSource(files, one.path, one.line) }];
}

function severityRank({ one, deferrals }: CoveredWeakening): number {
  if (deferrals.length > 0) return 1;
  return MINOR_KINDS.has(one.kind) ? 0 : 2;
}

function flawOf(each: CoveredWeakening, files: RepositoryFiles): Flaw {
  const { one, against, since } = each;
  const { kind, at, path, line, beforePath, beforeLine, before, after } = one;
  const from = `${beforePath}:${beforeLine} \`${before}\``;
  const now = `${path}:${line}`;
  const to =
    at === 'base' ? 'is gone' : after === '' ? `is gone, see ${now}` : `became ${now} \`${after}\``;
  const by = each.deferrals.length === 0 ? '' : ` (deferred by ${each.deferrals.join(', ')})`;
  const rank = severityRank(each);
  return {
    key: each.key,
    cause: weakeningOf(kind.startsWith('test-') ? `${kind}:${path}` : each.key),
    severity: rank === 2 ? 'critical' : rank === 1 ? 'medium' : 'low',
    observation: `${since}${wordsOf(kind)}: ${from} ${to}${by}.`,
    source: at === 'base' ? fileSource(against, path, line) : fileSource(files, path, line),
    deferrals: each.deferrals,
  };
}
