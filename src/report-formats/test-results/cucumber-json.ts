import type { CaseOutcome } from '../../model/reports.ts';
import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  eachItem,
  entries,
  field,
  hasPath,
  items,
  type Json,
  outlineOf,
  printed,
  text,
} from '../json/json-report.ts';
import { jsonTests } from './json-tests.ts';
import type { TestTally } from './test-tally.ts';

const NANOS_A_MS = 1_000_000;

/**
 * Worst first. Undefined, ambiguous, and pending steps fail a scenario in every strict runner and
 * in Cucumber's own JUnit files.
 */
const FAILING = ['failed', 'ambiguous', 'undefined', 'pending'];
const QUIET = ['skipped', 'untested'];

/** Cucumber's JSON formatter (cucumber-js, -jvm, -ruby) and the similar one of behave. */
export const cucumberJson = jsonTests({
  name: 'cucumber-json',
  recognize: (head) =>
    outlineOf(head).root === 'array' &&
    hasPath(head, '[]', 'keyword') &&
    (hasPath(head, '[]', 'elements') || hasPath(head, '[]', 'uri')),
  read(document, tally) {
    for (const feature of eachItem(document)) addFeature(tally, feature);
    return {};
  },
});

/** Adds a feature; a `background` element has the first steps of the next scenario. */
function addFeature(tally: TestTally, feature: Json): void {
  const uri = text(feature, 'uri') || text(feature, 'location').replace(/:\d+$/, '');
  const group = workspacePath(uri);
  let background: readonly Json[] = [];
  for (const element of eachItem(field(feature, 'elements'))) {
    const steps = [...background, ...stepsOf(element)];
    background = [];
    if (text(element, 'type') === 'background') background = steps;
    else addScenario(tally, { group, className: text(feature, 'name') }, element, steps);
  }
}

function stepsOf(element: Json): readonly Json[] {
  const hooks = (name: string) => items(field(element, name));
  const steps = items(field(element, 'steps'));
  return [
    ...hooks('before'),
    ...steps.flatMap((step) => [
      ...items(field(step, 'before')),
      step,
      ...items(field(step, 'after')),
    ]),
    ...hooks('after'),
  ];
}

function addScenario(
  tally: TestTally,
  place: { group: string; className: string },
  scenario: Json,
  steps: readonly Json[],
): void {
  const { outcome, message } = verdict(steps);
  const durationMs = steps.reduce<number>(
    (sum, step) => sum + (amount(step, 'result', 'duration') ?? 0) / NANOS_A_MS,
    0,
  );
  tally.add({ ...place, name: nameOf(scenario), outcome, message, durationMs });
}

/** Returns the name; outlines repeat it for every row, so the line is part of it. */
function nameOf(scenario: Json): string {
  const name = text(scenario, 'name');
  const line = amount(scenario, 'line');
  const outline = text(scenario, 'keyword').toLowerCase().includes('outline');
  return outline && line !== undefined ? `${name} (line ${line})` : name;
}

function verdict(steps: readonly Json[]): { outcome: CaseOutcome; message: string } {
  const statuses = steps.map(statusOf);
  for (const bad of FAILING) {
    const at = statuses.indexOf(bad);
    if (at >= 0) return { outcome: 'failed', message: messageOf(steps[at], bad) };
  }
  const unknown = statuses.find((status) => status !== 'passed' && !QUIET.includes(status));
  if (unknown !== undefined) {
    return { outcome: 'errored', message: `A step has the status "${unknown}".` };
  }
  const ran = statuses.length > 0 && statuses.every((status) => status === 'passed');
  return { outcome: ran ? 'passed' : 'skipped', message: '' };
}

/** Returns the status; a step without a result was never reached. */
function statusOf(step: Json): string {
  return entries(field(step, 'result')).length === 0 ? 'untested' : text(step, 'result', 'status');
}

function messageOf(step: Json | undefined, status: string): string {
  const error = field(step, 'result', 'error_message');
  const message = items(error).map(printed).join('\n') || text(step, 'result', 'error_message');
  return message || `${text(step, 'keyword')}${text(step, 'name')}: ${status}`;
}
