import type { CaseOutcome } from '../../model/test-report.ts';
import { workspacePath } from '../base/report-path.ts';
import { detached } from '../base/report-text.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { CaseHash, casePrefix } from './case-identity.ts';

const ZERO = 48;
/** As far from `0` as the point is. */
const POINT = 46 - ZERO;
/** More would not be exact. */
const MAX_DIGITS = 15;

/** Seconds as written, thousands separated or not, in milliseconds; 0 when they are not a number. */
export function secondsToMs(time: string | undefined): number {
  return time === undefined ? 0 : (plainMs(time) ?? anyNumber(time));
}

/** Digit by digit: Number() on half a million strings would take longer than hashing as many names. */
function plainMs(text: string): number | undefined {
  let digits = 0;
  let scale = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      scale *= 10;
    } else if (digit === POINT && scale === 0) {
      scale = 1;
    } else {
      return undefined;
    }
  }
  return text.length > MAX_DIGITS ? undefined : (digits * 1000) / Math.max(scale, 1);
}

/** The rare ways to write it: thousands separated, exponents, signs, very many digits. */
function anyNumber(time: string): number {
  const ms = Number(time.replaceAll(',', '')) * 1000;
  return ms > 0 && Number.isFinite(ms) ? ms : 0;
}

export type JunitVerdict = CaseOutcome | 'flaky' | 'todo';

/**
 * What an element inside a case says. `flaky` ones are surefire's and nextest's failures of a test
 * that passed in the end; their `rerun…` are further failures of one that did not. PHPUnit exits
 * with 1 on a `warning`.
 */
const ELEMENTS: ReadonlyMap<string, JunitVerdict> = new Map<string, JunitVerdict>([
  ['failure', 'failed'],
  ['rerunFailure', 'failed'],
  ['warning', 'failed'],
  ['error', 'errored'],
  ['rerunError', 'errored'],
  ['skipped', 'skipped'],
  ['ignored', 'skipped'],
  ['flakyFailure', 'flaky'],
  ['flakyError', 'flaky'],
]);

/** The case's own `status` or `result` (CTest, GoogleTest), asked where no element says more. */
const STATUSES: ReadonlyMap<string, CaseOutcome> = new Map<string, CaseOutcome>([
  ['fail', 'failed'],
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['error', 'errored'],
  ['errored', 'errored'],
  ['notrun', 'skipped'],
  ['disabled', 'skipped'],
  ['skipped', 'skipped'],
  ['ignored', 'skipped'],
  ['pending', 'skipped'],
  ['suppressed', 'skipped'],
]);

/** A test's own failure outranks an error around it (a teardown), and any trouble outranks a skip. */
const RANK: readonly CaseOutcome[] = ['failed', 'errored', 'skipped'];

/** A skip of type `todo` (node:test) stands beside the failure that the test is known for. */
export function verdictOf(element: string, type: string): JunitVerdict | undefined {
  const verdict = ELEMENTS.get(element);
  return verdict === 'skipped' && type === 'todo' ? 'todo' : verdict;
}

export function statusOutcome(status: string | undefined): CaseOutcome | undefined {
  return status === undefined ? undefined : STATUSES.get(status.toLowerCase());
}

interface Settled {
  readonly outcome: CaseOutcome;
  readonly flaky: boolean;
  readonly message: string;
}

const PASSED: Settled = { outcome: 'passed', flaky: false, message: '' };

/** One result for a case with any number of verdicts, of which the first of each kind has the say. */
export function settle(
  verdicts: ReadonlyMap<JunitVerdict, string> | undefined,
  status: CaseOutcome | undefined,
): Settled {
  if (verdicts === undefined) {
    return status === undefined ? PASSED : { outcome: status, flaky: false, message: '' };
  }
  const todo = verdicts.get('todo');
  if (todo !== undefined) {
    return { outcome: 'skipped', flaky: false, message: verdicts.get('failed') ?? todo };
  }
  for (const outcome of RANK) {
    const message = verdicts.get(outcome);
    if (message !== undefined) {
      return { outcome, flaky: false, message };
    }
  }
  const message = verdicts.get('flaky') ?? '';
  return status === undefined
    ? { outcome: 'passed', flaky: true, message }
    : { outcome: status, flaky: false, message };
}

/** go test's frame lines, and the test's own name, which PHPUnit puts before what happened. */
const FRAME = /^\s*(?:(?:===|---) .*|[\w\\]+::\w+(?: with data set .*)?|)$/;

/** Whether a message attribute says nothing that the element's text would not say better. */
export function saysNothing(message: string): boolean {
  return /^\s*(?:failed)?\s*$/i.test(message);
}

/** What a verdict says: from the first line on that is no frame, else all of it. */
export function withoutFrame(said: string): string {
  const lines = said.split('\n');
  const first = lines.findIndex((line) => !FRAME.test(line));
  return first < 0 ? said : lines.slice(first).join('\n');
}

/** What a suite says that its cases may need. */
export interface JunitSuite {
  readonly name: string;
  readonly file: string;
  /** Playwright writes the project (the browser) here, other tools the machine. */
  readonly hostname: string;
}

/** What node:test writes as the class of every case. */
const NODE_TEST = 'test';

interface Place {
  readonly group: string;
  readonly className: string;
}

/**
 * Where a case belongs. Its file is the best group, then its class, then its suite; dialects differ
 * in what they put into `classname`:
 * - pytest, unittest: `pkg.test_mod.TestClass`, of which the module is the group;
 * - surefire, gradle, PHPUnit, nextest: the class or the test binary, a good group;
 * - vitest, playwright: the file;
 * - jest-junit, mocha-junit-reporter: the case's own title again, which groups nothing; a jest test
 *   outside any `describe` stands in a suite called `undefined`.
 */
export class JunitNames {
  #suite: JunitSuite | undefined;
  #name = '';
  #reportedClass = '';
  #file: string | undefined;
  #isNamedAfter = false;
  #place: Place = { group: '', className: '' };
  readonly #prefix = new CaseHash();
  readonly #hash = new CaseHash();

  /** Takes a case; the other members are about this one until the next. */
  take(attributes: XmlAttributes, suite: JunitSuite): void {
    this.#name = attributes.get('name') ?? '';
    const reportedClass = attributes.get('classname') ?? attributes.get('class') ?? '';
    const file = attributes.get('file');
    // jest-junit repeats the name, or its end, as the class.
    const isNamedAfter = this.#name.endsWith(reportedClass);
    // Cases of one class follow each other, so that their place is computed once.
    if (
      suite === this.#suite &&
      reportedClass === this.#reportedClass &&
      file === this.#file &&
      isNamedAfter === this.#isNamedAfter
    ) {
      return;
    }
    this.#suite = suite;
    this.#reportedClass = detached(reportedClass);
    this.#file = file === undefined ? undefined : detached(file);
    this.#isNamedAfter = isNamedAfter;
    this.#move(file ?? suite.file, suite);
  }

  get group(): string {
    return this.#place.group;
  }

  get className(): string {
    return this.#place.className;
  }

  get name(): string {
    return this.#name;
  }

  /** The `caseKey` of the case's id, without putting the id together. */
  key(): number {
    this.#hash.follow(this.#prefix);
    this.#hash.add(this.#name);
    return this.#hash.key();
  }

  #move(file: string, suite: JunitSuite): void {
    const reported = this.#isNamedAfter ? '' : this.#reportedClass;
    const className = reported === NODE_TEST ? '' : reported;
    const place = placeOf(workspacePath(file), className, suite);
    this.#place = { group: detached(place.group), className: detached(place.className) };
    this.#prefix.follow(new CaseHash());
    this.#prefix.add(casePrefix(place.group, place.className));
  }
}

function placeOf(file: string, className: string, suite: JunitSuite): Place {
  if (file !== '') {
    return { group: file, className: withoutFile(className, file) };
  }
  if (className === '') {
    return { group: suite.name === 'undefined' ? '' : suite.name, className: '' };
  }
  const module = pythonModule(className);
  return { group: module, className: className.slice(module.length + 1) };
}

/** `pkg.test_mod` of `pkg.test_mod.TestClass`; the whole name when no part looks like a module. */
function pythonModule(className: string): string {
  if (!className.includes('test')) return className;
  const parts = className.split('.');
  const module = parts.findLastIndex((part) => part.startsWith('test_') || part.endsWith('_test'));
  return module < 0 ? className : parts.slice(0, module + 1).join('.');
}

/** pytest names the class `tests.test_a.TestX` beside the file `tests/test_a.py`. */
function withoutFile(className: string, file: string): string {
  const dot = file.lastIndexOf('.');
  const module = (dot < 0 ? file : file.slice(0, dot)).replaceAll('/', '.');
  if (className === module || className === file) return '';
  return className.startsWith(`${module}.`) ? className.slice(module.length + 1) : className;
}
