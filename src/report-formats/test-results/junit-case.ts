import { detached } from '../base/plain-text.ts';
import { workspacePath } from '../base/workspace-path.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { CaseHash } from './case-hash.ts';
import { casePrefix } from './case-identity.ts';

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
