import { workspacePath } from './workspace-path.ts';
import type { XmlAttributes } from './xml-handler.ts';

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

export interface CaseNames extends Place {
  readonly name: string;
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
  #file = '';
  #reported = '';
  #place: Place = { group: '', className: '' };

  of(attributes: XmlAttributes, suite: JunitSuite): CaseNames {
    const name = attributes.get('name') ?? '';
    const reported = attributes.get('classname') ?? attributes.get('class') ?? '';
    const className = name.endsWith(reported) || reported === NODE_TEST ? '' : reported;
    const file = attributes.get('file') ?? suite.file;
    // Cases of one class stand together, so that their place is worked out once.
    if (suite !== this.#suite || file !== this.#file || className !== this.#reported) {
      this.#suite = suite;
      this.#file = file;
      this.#reported = className;
      this.#place = placeOf(workspacePath(file), className, suite);
    }
    return { group: this.#place.group, className: this.#place.className, name };
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
  if (!className.includes('test')) {
    return className;
  }
  const parts = className.split('.');
  const module = parts.findLastIndex((part) => part.startsWith('test_') || part.endsWith('_test'));
  return module < 0 ? className : parts.slice(0, module + 1).join('.');
}

/** pytest names the class `tests.test_a.TestX` beside the file `tests/test_a.py`. */
function withoutFile(className: string, file: string): string {
  const dot = file.lastIndexOf('.');
  const module = (dot < 0 ? file : file.slice(0, dot)).replaceAll('/', '.');
  if (className === module || className === file) {
    return '';
  }
  return className.startsWith(`${module}.`) ? className.slice(module.length + 1) : className;
}

const ZERO = 48;
/** As far from `0` as the point is. */
const POINT = 46 - ZERO;
/** More would not be exact. */
const MOST_DIGITS = 15;

/** Seconds as written, thousands separated or not, in milliseconds; 0 when they are not a number. */
export function secondsToMs(time: string | undefined): number {
  if (time === undefined) {
    return 0;
  }
  // Digit by digit: Number() on half a million strings would take as long as hashing them.
  let digits = 0;
  let scale = 0;
  for (let at = 0; at < time.length; at++) {
    const digit = time.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      scale *= 10;
    } else if (digit === POINT && scale === 0) {
      scale = 1;
    } else {
      return anyNumber(time);
    }
  }
  return time.length > MOST_DIGITS ? anyNumber(time) : (digits * 1000) / Math.max(scale, 1);
}

/** The rare ways to write it: thousands separated, exponents, signs, very many digits. */
function anyNumber(time: string): number {
  const ms = Number(time.replaceAll(',', '')) * 1000;
  return ms > 0 && Number.isFinite(ms) ? ms : 0;
}
