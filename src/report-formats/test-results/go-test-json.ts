import type { CaseOutcome } from '../../model/reports.ts';
import { type ReadReport, type ReportFormat, unreadableReport } from '../base/format.ts';
import {
  amount,
  type EventReader,
  firstEvents,
  type Json,
  jsonLinesReader,
  text,
} from '../json/json-report.ts';
import { CUT_OFF, TestTally, testsOutcome } from './test-tally.ts';

const NAME = 'go-test-json';

/** Maximum output kept of one running test, in UTF-16 units. */
const MAX_OUTPUT_LENGTH = 2000;
const MAX_RUNNING = 100_000;
const MAX_BUILDS = 1000;

const BROKEN_PACKAGE = /^FAIL\t(\S+) \[((?:build|setup) failed)\]$/;

const ENDINGS: Readonly<Record<string, CaseOutcome>> = {
  pass: 'passed',
  bench: 'passed',
  fail: 'failed',
  skip: 'skipped',
};

/**
 * `go test -json`, also in gotestsum's `--jsonfile` (`go doc test2json`, Go 1.24). Subtests count
 * next to their parent, as in gotestsum's JUnit file. Without the end of a package, the finished tests
 * count next to one errored case for the run.
 */
export const goTestJson: ReportFormat = {
  name: NAME,
  kind: 'tests',
  recognize: (head) =>
    firstEvents(head).some(
      (event) =>
        text(event, 'Action') !== '' &&
        (text(event, 'Package') !== '' || text(event, 'ImportPath') !== ''),
    ),
  reader: () => jsonLinesReader(NAME, new GoEvents()),
};

interface Package {
  readonly running: Map<string, string>;
  failures: number;
  output: string;
}

class GoEvents implements EventReader {
  readonly #tally = new TestTally(NAME);
  /** The packages that have not ended. */
  readonly #open = new Map<string, Package>();
  readonly #builds = new Map<string, string>();
  #running = 0;
  #tooMany = false;
  #isCutOff = false;
  /** The first package that did not build; its test package normally fails because of it. */
  #brokenBuild: string | undefined;

  take(event: Json): void {
    const name = text(event, 'Package');
    const action = text(event, 'Action');
    if (action === 'build-output') this.#buildEvent(event);
    if (action === 'build-fail') this.#brokenBuild ??= text(event, 'ImportPath');
    if (name === '') return;
    const test = text(event, 'Test');
    if (test === '') this.#packageEvent(name, action, event);
    else this.#testEvent(this.#package(name), { package: name, test, action, event });
  }

  /** Until Go 1.23 a failed build is reported in plain text only. */
  other(line: string): void {
    const [, name, why] = BROKEN_PACKAGE.exec(line.trimEnd()) ?? [];
    if (name === undefined) return;
    this.#open.delete(name);
    this.#add({ group: name, name: 'package failed', outcome: 'errored', message: why ?? '' });
  }

  cutOff(): void {
    this.#isCutOff = true;
  }

  end(otherLines: number): ReadReport {
    if (this.#tooMany) {
      return unreadableReport(NAME, `More than ${MAX_RUNNING} tests are begun and not ended.`);
    }
    this.#addOpen();
    if (this.#brokenBuild !== undefined && !this.#tally.hasFailed) {
      const output = this.#builds.get(this.#brokenBuild) ?? '';
      this.#tally.runFailed('build failed', output, this.#brokenBuild);
    }
    if (otherLines > 0)
      this.#tally.note(`${otherLines} lines between the events are not JSON and were skipped.`);
    return testsOutcome(NAME, this.#tally);
  }

  /** Adds an errored case when the report ends inside of a line or before a package does. */
  #addOpen(): void {
    const [first] = this.#open.keys();
    for (const [name, found] of this.#open) this.#unended(name, found);
    if (first !== undefined) {
      const why = `The report ends before package ${first} does: the run was stopped or the file cut off.`;
      this.#tally.runFailed(CUT_OFF, why);
    } else if (this.#isCutOff) {
      this.#tally.runFailed(CUT_OFF, 'The last line is incomplete: the file was cut off.');
    }
  }

  #package(name: string): Package {
    let found = this.#open.get(name);
    if (found === undefined) {
      found = { running: new Map(), failures: 0, output: '' };
      this.#open.set(name, found);
    }
    return found;
  }

  /** Compiler output precedes the package that failed to build (since Go 1.24). */
  #buildEvent(event: Json): void {
    const path = text(event, 'ImportPath');
    if (this.#builds.size < MAX_BUILDS || this.#builds.has(path)) {
      this.#builds.set(path, kept(this.#builds.get(path) ?? '', text(event, 'Output')));
    }
  }

  #packageEvent(name: string, action: string, event: Json): void {
    const found = this.#package(name);
    if (action === 'output') found.output = kept(found.output, text(event, 'Output'));
    if (!Object.hasOwn(ENDINGS, action)) return;
    this.#unended(name, found);
    if (action === 'fail' && found.failures === 0) {
      // A build error, a panic before the first test, or a data race has no failed test.
      const build = this.#builds.get(text(event, 'FailedBuild')) ?? '';
      this.#add({
        group: name,
        name: 'package failed',
        outcome: 'errored',
        message: build || found.output || 'No test of the package failed, yet the package did.',
      });
    }
    this.#open.delete(name);
  }

  #testEvent(
    found: Package,
    at: { package: string; test: string; action: string; event: Json },
  ): void {
    const { test, action, event } = at;
    const output = found.running.get(test);
    if (action === 'run' && output === undefined && this.#begun()) found.running.set(test, '');
    if (action === 'output' && output !== undefined) {
      found.running.set(test, kept(output, text(event, 'Output')));
    }
    const outcome = Object.hasOwn(ENDINGS, action) ? ENDINGS[action] : undefined;
    if (outcome !== undefined) this.#testEnd(found, at, outcome);
  }

  #testEnd(
    found: Package,
    at: { package: string; test: string; event: Json },
    outcome: CaseOutcome,
  ): void {
    const output = found.running.get(at.test) ?? '';
    if (found.running.delete(at.test)) this.#running--;
    if (outcome === 'failed') found.failures++;
    this.#add({
      group: at.package,
      name: at.test,
      outcome,
      message: outcome === 'passed' ? '' : output,
      durationMs: (amount(at.event, 'Elapsed') ?? 0) * 1000,
    });
  }

  #begun(): boolean {
    this.#running++;
    this.#tooMany ||= this.#running > MAX_RUNNING;
    return !this.#tooMany;
  }

  /** Adds the tests that a panic or timeout ended: they did not pass. */
  #unended(name: string, found: Package): void {
    for (const [test, output] of found.running) {
      found.failures++;
      this.#running--;
      this.#add({
        group: name,
        name: test,
        outcome: 'errored',
        message: output || 'The test never ended.',
      });
    }
  }

  #add(one: {
    group: string;
    name: string;
    outcome: CaseOutcome;
    message: string;
    durationMs?: number;
  }): void {
    this.#tally.add(one);
  }
}

/** Returns the output without the frame lines that Go prints around every test. */
function kept(before: string, line: string): string {
  if (
    before.length > MAX_OUTPUT_LENGTH ||
    /^\s*(?:=== |--- |FAIL\b|ok\b|PASS\b|exit status|# )/.test(line)
  ) {
    return before;
  }
  return before + line.slice(0, MAX_OUTPUT_LENGTH);
}
