import type { ReadReport, ReportFormat } from '../base/format.ts';
import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  type EventReader,
  field,
  firstEvents,
  items,
  type Json,
  jsonLinesReader,
  text,
} from '../json/json-report.ts';
import { CUT_OFF, outcomeOf, TestTally, testsOutcome } from './test-tally.ts';

const NAME = 'dart-json';
const RESULTS = { success: 'passed', failure: 'failed', error: 'errored' } as const;

/**
 * `dart test --reporter json` and `flutter test --machine` (dart-lang/test, json_reporter.md, "JSON
 * Reporter Protocol", read 2026-11). The last event, `done`, says whether the run succeeded; null when
 * it was closed before all tests completed. Without it, the finished tests count next to one errored
 * case for the run.
 */
export const dartJson: ReportFormat = {
  name: NAME,
  kind: 'tests',
  recognize: (head) =>
    firstEvents(head).some(
      (event) => text(event, 'type') === 'start' && text(event, 'protocolVersion') !== '',
    ),
  reader: () => jsonLinesReader(NAME, new DartEvents()),
};

interface Running {
  readonly name: string;
  readonly group: string;
  readonly className: string;
  readonly startedAt: number;
  readonly skipReason: string;
  message: string;
}

class DartEvents implements EventReader {
  readonly #tally = new TestTally(NAME);
  readonly #suites = new Map<number, string>();
  readonly #groups = new Map<number, string>();
  readonly #running = new Map<number, Running>();
  /** The `success` of the last event; undefined until it comes. */
  #success: Json | undefined;

  take(event: Json): void {
    switch (text(event, 'type')) {
      case 'suite':
        this.#suites.set(idOf(field(event, 'suite')), workspacePath(text(event, 'suite', 'path')));
        break;
      case 'group':
        this.#groups.set(idOf(field(event, 'group')), text(event, 'group', 'name'));
        break;
      case 'testStart':
        this.#start(event);
        break;
      case 'error':
        this.#error(event);
        break;
      case 'testDone':
        this.#end(event);
        break;
      case 'done':
        this.#success = field(event, 'success') ?? null;
        break;
    }
  }

  cutOff(): void {
    this.#success = undefined;
  }

  end(otherLines: number): ReadReport {
    for (const one of this.#running.values()) {
      this.#add(
        one,
        { outcome: 'errored', flaky: false, endedAt: one.startedAt },
        'The test never ended.',
      );
    }
    this.#addRun();
    if (otherLines > 0)
      this.#tally.note(
        `${otherLines} lines between the events are not JSON objects and were skipped.`,
      );
    return testsOutcome(NAME, this.#tally);
  }

  #addRun(): void {
    if (this.#success === undefined) {
      const why = 'The event "done" is missing: the run was stopped or the file cut off.';
      this.#tally.runFailed(CUT_OFF, why);
    } else if (this.#success === null) {
      this.#tally.runFailed('stopped', 'The run was closed before all tests completed.');
    } else if (this.#success === false && !this.#tally.hasFailed && this.#tally.cases > 0) {
      const why = 'The run did not succeed, but no test of it failed.';
      this.#tally.runFailed('failed outside of its tests', why);
    }
  }

  #start(event: Json): void {
    const test = field(event, 'test');
    const groups = items(field(test, 'groupIDs'));
    const className = this.#groups.get(Number(groups[groups.length - 1])) ?? '';
    const full = text(test, 'name');
    this.#running.set(idOf(test), {
      name: full.startsWith(`${className} `) ? full.slice(className.length + 1) : full,
      group: this.#suites.get(amount(test, 'suiteID') ?? -1) ?? '',
      className,
      startedAt: amount(event, 'time') ?? 0,
      skipReason: text(test, 'metadata', 'skipReason'),
      message: '',
    });
  }

  #error(event: Json): void {
    const one = this.#running.get(amount(event, 'testID') ?? -1);
    if (one !== undefined && one.message === '') one.message = text(event, 'error').slice(0, 4000);
  }

  #end(event: Json): void {
    const id = amount(event, 'testID') ?? -1;
    const one = this.#running.get(id);
    if (one === undefined) return;
    this.#running.delete(id);
    const { outcome, unknown } = outcomeOf(RESULTS, text(event, 'result'));
    // Hidden tests are the loading of a file and the like; they count only when they fail.
    if (field(event, 'hidden') === true && outcome === 'passed') return;
    const skipped = field(event, 'skipped') === true && outcome === 'passed';
    const flaky = !skipped && outcome === 'passed' && one.message !== '';
    const endedAt = amount(event, 'time') ?? one.startedAt;
    this.#add(
      one,
      { outcome: skipped ? 'skipped' : outcome, flaky, endedAt },
      unknown || one.message,
    );
  }

  #add(
    one: Running,
    ended: {
      outcome: 'passed' | 'failed' | 'errored' | 'skipped';
      flaky: boolean;
      endedAt: number;
    },
    message: string,
  ): void {
    this.#tally.add({
      group: one.group,
      className: one.className,
      name: one.name,
      outcome: ended.outcome,
      flaky: ended.flaky,
      message: ended.outcome === 'skipped' ? one.skipReason : message,
      durationMs: Math.max(0, ended.endedAt - one.startedAt),
    });
  }
}

function idOf(value: Json | undefined): number {
  return amount(value, 'id') ?? -1;
}
