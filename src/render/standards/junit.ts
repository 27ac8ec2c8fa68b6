import { sanitize } from '../../lib/sanitize.ts';
import type { Audit, AuditGate, AuditRule } from '../../model/audit.ts';
import { levelText } from '../../model/verdict.ts';

/** What a dashboard shows of one case. Missing evidence is an error, never a pass. */
interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly why: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/**
 * Returns the verdict, the gates, and the rules as JUnit XML. A rule passes or fails by what a gate asks
 * of it; one that no gate asks for is skipped, with its level.
 */
export function renderJunit(audit: Audit): string {
  const suites: readonly Suite[] = [
    { name: 'Verdict', cases: [verdictCase(audit)] },
    { name: 'Gates', cases: audit.gates.map(gateCase) },
    { name: 'Rules', cases: audit.rules.map((rule) => ruleCase(rule, audit.gates)) },
  ];
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(`Milestone audit ${audit.milestone}`)}" ${counts(all)}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${name}" ${counts(cases)}>`,
      ...cases.map((one) => caseXml(name, one)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function verdictCase({ outcome, reason }: Audit): Case {
  const name = 'Milestone audit';
  switch (outcome) {
    case 'COMPLETE':
      return { name, outcome: 'passed', why: reason };
    case 'INCOMPLETE':
      return { name, outcome: 'failure', why: reason };
    case 'INSUFFICIENT_EVIDENCE':
    case 'PENDING':
      return { name, outcome: 'error', why: reason };
    case 'PREVIEW':
      return { name, outcome: 'skipped', why: `a preview has no verdict: ${reason}` };
  }
  outcome satisfies never;
  throw new Error('an audit has one of five outcomes');
}

const GATE_OUTCOMES: Readonly<Record<AuditGate['state'], Case['outcome']>> = {
  passed: 'passed',
  deferred: 'passed',
  failed: 'failure',
  'not-evaluated': 'error',
  'not-applicable': 'skipped',
};

function gateCase({ title, state, optional, off, evidence }: AuditGate): Case {
  const outcome = GATE_OUTCOMES[state];
  if (off !== undefined) return { name: title, outcome: 'skipped', why: `switched off: ${off}` };
  const blocks = optional === undefined || outcome === 'passed';
  if (blocks) return { name: title, outcome, why: evidence };
  return { name: title, outcome: 'skipped', why: `${state}, optional (${optional}): ${evidence}` };
}

function ruleCase(rule: AuditRule, gates: readonly AuditGate[]): Case {
  const { id, level, level_max: most, measured, reason } = rule;
  if (level === null || most === null) {
    return { name: id, outcome: 'skipped', why: `${rule.state}: ${reason ?? ''}` };
  }
  const why = `level ${levelText({ level, most })}: ${measured}`;
  const asked = gates
    .filter(({ optional, off }) => optional === undefined && off === undefined)
    .flatMap(({ conditions }) => conditions)
    .filter(({ text }) => text.split(' ')[0] === id);
  if (asked.length === 0)
    return { name: id, outcome: 'skipped', why: `no gate asks for it; ${why}` };
  if (asked.some(({ holds }) => holds === false)) return { name: id, outcome: 'failure', why };
  const open = asked.some(({ holds }) => holds === null);
  return { name: id, outcome: open ? 'error' : 'passed', why };
}

function counts(cases: readonly Case[]): string {
  const of = (outcome: Case['outcome']): number =>
    cases.filter((one) => one.outcome === outcome).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

function caseXml(suite: string, { name, outcome, why }: Case): string {
  const head = `    <testcase classname="${suite}" name="${escaped(name)}"`;
  if (outcome === 'passed') return `${head}><system-out>${escaped(why)}</system-out></testcase>`;
  return `${head}><${outcome} message="${escaped(why)}"/></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Returns text for XML 1.0. `sanitize` spells out what XML cannot contain, except noncharacters. */
function escaped(text: string): string {
  return sanitize(text)
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD');
}
