import type { CaseOutcome } from '../../model/reports.ts';
import { workspacePath } from '../base/report-path.ts';
import { detached } from '../base/report-text.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { CaseHash, casePrefix } from './case-identity.ts';

/** The attributes of a suite that its cases may need. */
export interface JunitSuite {
  readonly name: string;
  readonly file: string;
  /** Playwright writes the project (browser) here, other tools the machine. */
  readonly hostname: string;
}

/** The class that node:test writes for every case. */
const NODE_TEST = 'test';

interface Place {
  readonly group: string;
  readonly className: string;
}

/**
 * The place of a case: its file is the best group, then its class, then its suite. `classname`
 * differs by tool: pytest and unittest write `pkg.test_mod.TestClass`, whose module is the group;
 * surefire, gradle, PHPUnit, and nextest the class or test binary; vitest and playwright the file;
 * jest-junit and mocha-junit-reporter the title again, which groups nothing. A jest test outside
 * any `describe` is in a suite called `undefined`.
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

/**
 * Returns `pkg.test_mod` of `pkg.test_mod.TestClass`; all of it when no part looks like a module.
 */
function pythonModule(className: string): string {
  if (!className.includes('test')) return className;
  const parts = className.split('.');
  const module = parts.findLastIndex((part) => part.startsWith('test_') || part.endsWith('_test'));
  return module < 0 ? className : parts.slice(0, module + 1).join('.');
}

/**
 * Returns the class without its file: pytest writes `tests.test_a.TestX` next to `tests/test_a.py`.
 */
function withoutFile(className: string, file: string): string {
  const dot = file.lastIndexOf('.');
  const module = (dot < 0 ? file : file.slice(0, dot)).replaceAll('/', '.');
  if (className === module || className === file) return '';
  return className.startsWith(`${module}.`) ? className.slice(module.length + 1) : className;
}

export type JunitVerdict = CaseOutcome | 'flaky' | 'todo';

/**
 * Verdicts by element inside a case. surefire and nextest write `flaky…` for failures of a test
 * that passed in the end, and `rerun…` for further failures of one that did not. PHPUnit exits with
 * 1 on a `warning`.
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

/** `notrun` is a disabled test of GoogleTest, and of CTest also one that could not run. */
export type JunitStatus = CaseOutcome | 'notrun';

/** Outcomes by the case's `status` or `result` (CTest, GoogleTest), used without an element. */
const STATUSES: ReadonlyMap<string, JunitStatus> = new Map<string, JunitStatus>([
  ['fail', 'failed'],
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['error', 'errored'],
  ['errored', 'errored'],
  // Words of runners that write no verdict element for a case that did not end.
  ['timeout', 'errored'],
  ['timedout', 'errored'],
  ['timed_out', 'errored'],
  ['timed-out', 'errored'],
  ['aborted', 'errored'],
  ['interrupted', 'errored'],
  ['cancelled', 'errored'],
  ['canceled', 'errored'],
  ['crashed', 'errored'],
  ['broken', 'errored'],
  ['notrun', 'notrun'],
  ['disabled', 'skipped'],
  ['skipped', 'skipped'],
  ['ignored', 'skipped'],
  ['pending', 'skipped'],
  ['suppressed', 'skipped'],
]);

/** A failure outranks an error around it (a teardown); both outrank a skip. */
const RANK: readonly CaseOutcome[] = ['failed', 'errored', 'skipped'];

/**
 * Returns the verdict of an element, if any. node:test writes a skip of type `todo` next to the
 * failure of a known problem.
 */
export function verdictOf(element: string, type: string): JunitVerdict | undefined {
  const verdict = ELEMENTS.get(element);
  return verdict === 'skipped' && type === 'todo' ? 'todo' : verdict;
}

export function statusOutcome(status: string | undefined): JunitStatus | undefined {
  return status === undefined ? undefined : STATUSES.get(status.toLowerCase());
}

interface Settled {
  readonly outcome: CaseOutcome;
  readonly flaky: boolean;
  readonly message: string;
}

const PASSED: Settled = { outcome: 'passed', flaky: false, message: '' };

/**
 * Returns one result for all verdicts of a case; the first of each kind decides. CTest exits with 8
 * for a test that it could not run (no executable, a missing file, a failed fixture), and with 0 for
 * one that skipped itself, whose reason begins with `SKIP_` (CTest 3.25).
 */
export function settle(
  verdicts: ReadonlyMap<JunitVerdict, string> | undefined,
  status: JunitStatus | undefined,
): Settled {
  const skipped = verdicts?.get('skipped') ?? '';
  if (status === 'notrun' && skipped !== '' && !/^(?:SKIP_|disabled$)/i.test(skipped)) {
    return { outcome: 'errored', flaky: false, message: skipped };
  }
  return settled(verdicts, status === 'notrun' ? 'skipped' : status);
}

function settled(
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

/** go test's frame lines, and the test's name, which PHPUnit writes before the failure. */
const FRAME = /^\s*(?:(?:===|---) .*|[\w\\]+::\w+(?: with data set .*)?|)$/;

/** Returns whether a message attribute is empty or only says "failed". */
export function isUninformative(message: string): boolean {
  return /^(?:failed)?$/i.test(message.trim());
}

/** Returns a message without its leading frame lines, or all of it when it has no others. */
export function withoutFrame(message: string): string {
  const lines = message.split('\n');
  const first = lines.findIndex((line) => !FRAME.test(line));
  return first < 0 ? message : lines.slice(first).join('\n');
}

const ZERO = 48;
/** The point, relative to `0`. */
const POINT = 46 - ZERO;
/** More digits are not exact. */
const MAX_DIGITS = 15;

/** Returns seconds as milliseconds, with or without thousands separators; 0 when malformed. */
export function secondsToMs(time: string | undefined): number {
  return time === undefined ? 0 : (plainMs(time) ?? anyNumber(time));
}

/** Reads digit by digit: Number() on half a million strings takes longer than hashing the names. */
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

/** Reads rare notations: thousands separators, exponents, signs, very many digits. */
function anyNumber(time: string): number {
  const ms = Number(time.replaceAll(',', '')) * 1000;
  return ms > 0 && Number.isFinite(ms) ? ms : 0;
}
