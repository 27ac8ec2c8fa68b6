import type { CaseOutcome } from '../../model/reports.ts';
import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  eachItem,
  field,
  hasPath,
  items,
  type Json,
  printed,
  text,
} from '../json/json-report.ts';
import { jsonTests } from './json-tests.ts';
import { outcomeOf, type TestTally } from './test-tally.ts';

/** Maximum number of cases for errors outside of examples. */
const MAX_OUTSIDE = 1000;

const OUTCOMES: Readonly<Record<string, CaseOutcome>> = {
  passed: 'passed',
  failed: 'failed',
  pending: 'skipped',
};

/**
 * `rspec --format json`. RSpec only counts an error outside of examples (a file that cannot be
 * loaded). It becomes an errored case, because the examples of the file are missing.
 */
export const rspecJson = jsonTests({
  name: 'rspec-json',
  recognize: (head) =>
    (hasPath(head, 'examples') && (hasPath(head, 'version') || hasPath(head, 'summary_line'))) ||
    hasPath(head, 'examples', '[]', 'full_description'),
  read(document, tally) {
    for (const one of eachItem(field(document, 'examples'))) addExample(tally, one);
    const outside = Math.min(
      MAX_OUTSIDE,
      Math.floor(amount(document, 'summary', 'errors_outside_of_examples_count') ?? 0),
    );
    if (outside === MAX_OUTSIDE) {
      tally.note(`Of the errors outside of examples at most ${MAX_OUTSIDE} are counted.`);
    }
    const messages = items(field(document, 'messages'));
    for (let at = 0; at < outside; at++) {
      tally.add({
        group: '',
        name: `error outside of examples ${at + 1}`,
        outcome: 'errored',
        message: printed(messages[at] ?? ''),
      });
    }
    const total = amount(document, 'summary', 'example_count');
    const bad = amount(document, 'summary', 'failure_count');
    return {
      tests: total === undefined ? undefined : total + outside,
      bad: bad === undefined ? undefined : bad + outside,
      skipped: amount(document, 'summary', 'pending_count'),
    };
  },
});

function addExample(tally: TestTally, one: Json): void {
  const { outcome, unknown } = outcomeOf(OUTCOMES, text(one, 'status'));
  const description = text(one, 'description');
  const full = text(one, 'full_description');
  const suite = full.endsWith(description)
    ? full.slice(0, full.length - description.length).trim()
    : full;
  tally.add({
    group: workspacePath(text(one, 'file_path')),
    className: suite,
    name: description || full,
    outcome,
    message: unknown || text(one, 'exception', 'message') || text(one, 'pending_message'),
    durationMs: (amount(one, 'run_time') ?? 0) * 1000,
  });
}
