import { detached } from '../base/plain-text.ts';
import { workspacePath } from '../base/workspace-path.ts';
import type { XmlAttributes } from '../xml/xml-handler.ts';
import { RawValue } from '../xml/xml-raw-value.ts';
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

const SEMICOLON = 59;
/** A class that is compared as it is written: ASCII without references and spaces. */
const PLAIN = /^[!-%'-~]+$/;

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
  readonly #name = new RawValue();
  readonly #class = new RawValue();
  readonly #file = new RawValue();
  #suite: JunitSuite | undefined;
  #writtenClass = '';
  #isPlainClass = false;
  #writtenFile: string | undefined;
  #isNamedAfter = false;
  #place: Place = { group: '', className: '' };
  readonly #prefix = new CaseHash();
  readonly #hash = new CaseHash();

  /** Looks at a case; what is asked afterwards is about this one. */
  take(attributes: XmlAttributes, suite: JunitSuite): void {
    attributes.hold('name', this.#name);
    if (!attributes.hold('classname', this.#class)) attributes.hold('class', this.#class);
    const hasFile = attributes.hold('file', this.#file);
    const sameFile = hasFile
      ? this.#writtenFile !== undefined && this.#file.is(this.#writtenFile)
      : this.#writtenFile === undefined;
    const sameClass = this.#class.is(this.#writtenClass);
    if (!sameClass) {
      this.#writtenClass = detached(this.#class.written());
      this.#isPlainClass = PLAIN.test(this.#writtenClass);
    }
    const isNamedAfter = this.#namedAfterClass();
    // Cases of one class stand together, so that their place is worked out once.
    if (suite !== this.#suite || !sameClass || !sameFile || isNamedAfter !== this.#isNamedAfter) {
      this.#suite = suite;
      this.#writtenFile = hasFile ? detached(this.#file.written()) : undefined;
      this.#isNamedAfter = isNamedAfter;
      this.#move(hasFile ? this.#file.decoded() : suite.file, suite);
    }
  }

  get group(): string {
    return this.#place.group;
  }

  get className(): string {
    return this.#place.className;
  }

  get isNameless(): boolean {
    return this.#name.isEmpty;
  }

  name(): string {
    return this.#name.decoded();
  }

  /** What `caseKey` says of the case's id, without putting the id together. */
  key(): number {
    this.#hash.follow(this.#prefix);
    this.#hash.addRaw(this.#name);
    return this.#hash.key();
  }

  /** Whether the class only repeats the name, or its end; mostly it differs in the last letter. */
  #namedAfterClass(): boolean {
    const written = this.#writtenClass;
    if (this.#isPlainClass) {
      const last = this.#name.lastUnit;
      if (!this.#name.refers) return this.#name.endsWith(written);
      if (last !== SEMICOLON && last !== written.charCodeAt(written.length - 1)) return false;
    }
    return this.#name.decoded().endsWith(this.#class.decoded());
  }

  #move(file: string, suite: JunitSuite): void {
    const reported = this.#isNamedAfter ? '' : this.#class.decoded();
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
