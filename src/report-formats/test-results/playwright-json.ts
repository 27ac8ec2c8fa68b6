import type { CaseOutcome } from '../../model/reports.ts';
import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  eachItem,
  field,
  hasPath,
  items,
  type Json,
  MalformedReport,
  text,
} from '../json/json-report.ts';
import { jsonTests } from './json-tests.ts';
import type { TestTally } from './test-tally.ts';

/** Maximum nesting of `describe` blocks. */
const MAX_SUITE_DEPTH = 200;

/** Playwright's `--reporter=json`. A test is one case per project; its results are its attempts. */
export const playwrightJson = jsonTests({
  name: 'playwright-json',
  recognize(head) {
    const configured = hasPath(head, 'config', 'projects') || hasPath(head, 'config', 'rootDir');
    const suites = hasPath(head, 'suites') || hasPath(head, 'config', 'configFile');
    return configured && (suites || hasPath(head, 'stats', 'expected'));
  },
  read(document, tally) {
    for (const suite of eachItem(field(document, 'suites'))) {
      addSuite(tally, suite, { file: text(suite, 'file'), titles: [] });
    }
    const errors = items(field(document, 'errors'));
    for (const [at, error] of errors.entries()) {
      tally.add({
        group: workspacePath(text(error, 'location', 'file')),
        name: `error outside of tests ${at + 1}`,
        outcome: 'errored',
        message: text(error, 'message'),
      });
    }
    return claims(document, errors.length);
  },
});

function claims(document: Json, errors: number) {
  const stat = (name: string) => amount(document, 'stats', name);
  const passed = stat('expected');
  const bad = stat('unexpected');
  return {
    passed: passed === undefined ? undefined : passed + (stat('flaky') ?? 0),
    bad: bad === undefined ? undefined : bad + errors,
    skipped: stat('skipped'),
  };
}

interface Place {
  readonly file: string;
  readonly titles: readonly string[];
}

function addSuite(tally: TestTally, suite: Json, place: Place): void {
  if (place.titles.length > MAX_SUITE_DEPTH) {
    throw new MalformedReport(`Suites are nested more than ${MAX_SUITE_DEPTH} deep.`);
  }
  for (const spec of eachItem(field(suite, 'specs'))) {
    for (const test of items(field(spec, 'tests'))) addTest(tally, spec, test, place);
  }
  for (const inner of eachItem(field(suite, 'suites'))) {
    addSuite(tally, inner, {
      file: text(inner, 'file') || place.file,
      titles: [...place.titles, text(inner, 'title')],
    });
  }
}

function addTest(tally: TestTally, spec: Json, test: Json, place: Place): void {
  const results = items(field(test, 'results'));
  const { outcome, flaky } = verdict(test, results);
  const project = text(test, 'projectName');
  const failure = results.find((result) => field(result, 'error') !== undefined);
  const reason = items(field(test, 'annotations')).find(
    (note) => text(note, 'type') === text(test, 'status'),
  );
  tally.add({
    group: workspacePath(text(spec, 'file') || place.file),
    className: [...(project ? [`[${project}]`] : []), ...place.titles].join(' › '),
    name: text(spec, 'title'),
    outcome,
    flaky,
    message: text(failure, 'error', 'message') || text(reason, 'description'),
    durationMs: results.reduce<number>((ms, result) => ms + (amount(result, 'duration') ?? 0), 0),
  });
}

/**
 * Returns the outcome by the attempts: one is good when it ended as expected (`test.fail()` expects
 * a failure). An `interrupted` run was stopped, which proves nothing about the test.
 */
function verdict(test: Json, results: readonly Json[]): { outcome: CaseOutcome; flaky: boolean } {
  const expected = text(test, 'expectedStatus') || 'passed';
  const ended = results
    .map((result) => text(result, 'status'))
    .filter((word) => word !== 'skipped');
  if (ended.length === 0) {
    return { outcome: text(test, 'status') === 'unexpected' ? 'failed' : 'skipped', flaky: false };
  }
  const good = ended.filter((word) => word === expected).length;
  if (good === 0) {
    return {
      outcome: ended.every((word) => word === 'interrupted') ? 'errored' : 'failed',
      flaky: false,
    };
  }
  // `test.status` is "unexpected" also when a hook after the test failed the run.
  if (text(test, 'status') === 'unexpected') return { outcome: 'failed', flaky: false };
  return { outcome: 'passed', flaky: good < ended.length };
}
