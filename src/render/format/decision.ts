import { grouped, quantity, sentence } from '../../lib/format.ts';
import { shorten } from '../../lib/sanitize.ts';
import type { Audit, AuditGate } from '../../model/audit.ts';
import type { AuditDeferral } from '../../model/deferral.ts';
import { applicableGates, blockingGates, failedIds, optionalGates } from './gate-states.ts';
import { conclusionKind } from './labels.ts';
import { missingNames } from './open-items.ts';

/** Maximum length of one measured value in a sentence, in code points. */
const MAX_MEASURED_POINTS = 110;

/** Returns the number of failed and errored tests; 0 without a report. */
export function failureCount({ evidence: { tests } }: Audit): number {
  return tests === null ? 0 : tests.failed + tests.errored;
}

/** Returns the number of failing tests that no live deferral covers. */
export function uncoveredCount(audit: Audit): number {
  return failureCount(audit) - deferredCount(audit);
}

/** Returns how many of the failing tests live deferrals cover. */
function deferredCount({ evidence: { tests } }: Audit): number {
  return tests === null ? 0 : tests.groups.reduce((sum, { deferred }) => sum + deferred, 0);
}

/** Returns the deferrals that changed something in this audit. */
export function usedDeferrals({ deferrals }: Audit): readonly AuditDeferral[] {
  return deferrals.filter(({ used }) => used);
}

/** Returns runs of the audited code that had not ended. */
export function unfinishedRuns({ runs }: Audit): Audit['runs'] {
  return runs.filter(
    ({ relation, conclusion }) =>
      relation !== 'stale' && conclusionKind(conclusion) === 'undecided',
  );
}

/**
 * Returns the facts that decide, the most important first: `2 of 1,204 tests fail`. A status joins
 * them with semicolons, a page makes sentences of them.
 */
export function decisiveFacts(audit: Audit): readonly string[] {
  switch (audit.outcome) {
    case 'INCOMPLETE':
      return [...testFacts(audit), ...failedFacts(audit), ...minimumFacts(audit)];
    case 'INSUFFICIENT_EVIDENCE':
      return [...testFacts(audit), ...openFacts(audit), ...minimumFacts(audit)];
    case 'PENDING':
      return [unfinishedFact(audit), ...testFacts(audit)];
    case 'PREVIEW':
      return [...testFacts(audit), ...failedFacts(audit)];
    case 'COMPLETE':
      return [...passedFacts(audit), ...ruleDeferrals(audit), ...optionalFacts(audit)];
  }
  audit.outcome satisfies never;
  return [];
}

/** Maximum length of one sentence, in code points. */
const MAX_SENTENCE_POINTS = 300;

/** Returns the facts that decide and the number of gates that pass, as sentences. */
export function decisionSentences(audit: Audit): string {
  const [first = '', ...others] = decisiveFacts(audit);
  const begun = audit.outcome === 'PENDING' ? `Not finished: ${first}` : first;
  return [begun, ...others, gateFact(audit)]
    .filter((fact) => fact !== '')
    .map((fact) => sentence(shorten(fact, MAX_SENTENCE_POINTS)))
    .join(' ');
}

function testFacts(audit: Audit): readonly string[] {
  const { tests } = audit.evidence;
  const failing = failureCount(audit);
  if (tests === null || failing === 0) return [];
  const covered = deferralFact(audit, failing);
  const fail = `${grouped(failing)} of ${quantity(tests.tests, 'test')} ${failing === 1 ? 'fails' : 'fail'}`;
  return covered === '' ? [fail] : [`${fail}; ${covered}`];
}

/** Returns `deferral D01 (mira-holt, until M02) covers all of them`; empty when none covers a test. */
function deferralFact(audit: Audit, failing: number): string {
  const deferred = deferredCount(audit);
  const used = usedDeferrals(audit).filter(({ covers }) => covers.startsWith('tests '));
  if (deferred === 0 || used.length === 0) return '';
  const verb = used.length === 1 ? 'covers' : 'cover';
  const share =
    deferred < failing ? `${grouped(deferred)} of them` : failing === 1 ? 'it' : 'all of them';
  return `${named(used)} ${verb} ${share}`;
}

/** Returns `deferrals D01 (mira-holt, until M02) and D02 (ana, until M03)`. */
function named(deferrals: readonly AuditDeferral[]): string {
  const each = deferrals.map(({ id, owner, until }) => `${id} (${owner}, until ${until})`);
  return `${deferrals.length === 1 ? 'deferral' : 'deferrals'} ${andList(each)}`;
}

function ruleDeferrals(audit: Audit): readonly string[] {
  return usedDeferrals(audit)
    .filter(({ covers }) => !covers.startsWith('tests '))
    .map((one) => `${named([one])} covers ${one.covers}`);
}

/** Leaves out the gates that fail only because of the failing tests: the counts say it. */
function failedFacts(audit: Audit): readonly string[] {
  return blockingGates(audit, 'failed').flatMap((gate) => {
    const ids = failedIds(gate);
    if (ids.length > 0 && ids.every((id) => failsByTests(audit, id))) return [];
    const measured = [...new Set(failedRules(audit, gate).map((rule) => rule.measured))];
    const words = measured.filter((one) => one !== '').join(', ') || gate.evidence;
    return [`${gate.title}: ${shorten(words, MAX_MEASURED_POINTS)}`];
  });
}

/** Reports whether all that lowers a rule is the failing tests. */
function failsByTests(audit: Audit, id: string): boolean {
  if (failureCount(audit) === 0) return false;
  const issues = audit.issues.filter(({ rule, rules = [rule] }) => rules.includes(id));
  const byTests = issues.filter(({ rule, rules = [rule] }) => rules.includes('test-results'));
  return id === 'test-results' || (issues.length > 0 && byTests.length === issues.length);
}

function failedRules({ rules }: Audit, gate: AuditGate): Audit['rules'] {
  const ids = failedIds(gate);
  return rules.filter(({ id }) => ids.includes(id));
}

/** Returns that the score is below the minimum, or may be; nothing when neither is so. */
export function minimumFacts({ score, score_max, minimum_score: least }: Audit): readonly string[] {
  const [low, high] = [score ?? 0, score_max ?? score ?? 0];
  if (least === null || low >= least) return [];
  return high < least
    ? [`score ${high.toFixed(1)} is below the minimum ${least.toFixed(1)}`]
    : [`score ${low.toFixed(1)}–${high.toFixed(1)} may be below the minimum ${least.toFixed(1)}`];
}

/** Maximum number of missing things that a sentence names. */
const MAX_MISSING = 3;

function openFacts(audit: Audit): readonly string[] {
  const gates = blockingGates(audit, 'not-evaluated');
  const missing = missingNames(audit);
  const more = missing.length > MAX_MISSING ? [`${missing.length - MAX_MISSING} more`] : [];
  const without = andList([...missing.slice(0, MAX_MISSING), ...more]);
  const titles = andList(gates.map(({ title }) => title));
  if (gates.length > 0) {
    const undecided = `${quantity(gates.length, 'gate')} cannot be decided (${titles})`;
    return [without === '' ? undecided : `without ${without}, ${undecided}`];
  }
  return [without === '' ? audit.reason : `required evidence is missing: ${without}`];
}

function unfinishedFact(audit: Audit): string {
  const names = [...new Set(unfinishedRuns(audit).map(({ workflow }) => workflow))];
  return names.length === 0 ? audit.reason : names.join(', ');
}

function passedFacts(audit: Audit): readonly string[] {
  const { tests } = audit.evidence;
  const facts = testFacts(audit);
  if (facts.length > 0 || tests === null) return facts;
  const skipped = tests.skipped === 0 ? '' : `, ${grouped(tests.skipped)} skipped`;
  if (tests.passed === tests.tests) return [`all ${quantity(tests.tests, 'test')} pass`];
  return [`${grouped(tests.passed)} of ${quantity(tests.tests, 'test')} pass${skipped}`];
}

function optionalFacts(audit: Audit): readonly string[] {
  return optionalGates(audit).map(({ title }) => `optional gate ${title} does not pass`);
}

/** Returns `5 of 7 gates pass`, with the deferred ones; empty when no gate applies. */
export function gateFact(audit: Audit): string {
  const all = applicableGates(audit);
  if (all.length === 0) return '';
  const by = (state: AuditGate['state']): number => blockingGates(audit, state).length;
  const [passed, deferred] = [by('passed'), by('deferred')];
  if (audit.outcome === 'PREVIEW') {
    return [
      verbed(by('failed'), 'fails', 'fail'),
      verbed(passed + deferred, 'passes', 'pass'),
      verbed(by('not-evaluated'), 'needs', 'need', ' data from GitHub'),
    ]
      .filter((part) => part !== '')
      .join(', ');
  }
  const byDeferral = deferred === 0 ? '' : `, ${deferred} by deferral`;
  return passed + deferred === all.length
    ? `All ${quantity(all.length, 'gate')} pass${byDeferral}`
    : `${passed + deferred} of ${quantity(all.length, 'gate')} pass${byDeferral}`;
}

function verbed(count: number, one: string, many: string, rest = ''): string {
  return count === 0 ? '' : `${quantity(count, 'gate')} ${count === 1 ? one : many}${rest}`;
}

function andList(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
