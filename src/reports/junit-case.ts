import { workspacePath } from './workspace-path.ts';
import type { XmlAttributes } from './xml-handler.ts';

/** What a suite says that its cases may need. */
export interface JunitSuite {
  readonly name: string;
  readonly file: string;
  /** Playwright writes the project (the browser) here, other tools the machine. */
  readonly hostname: string;
}

export interface CaseNames {
  readonly group: string;
  readonly className: string;
  readonly name: string;
}

/**
 * Where a case belongs. Its file is the best group, then its class, then its suite; dialects differ
 * in what they put into `classname`:
 * - pytest, unittest: `pkg.test_mod.TestClass`, of which the module is the group;
 * - surefire, gradle, PHPUnit, nextest: the class or the test binary, a good group;
 * - vitest, playwright: the file;
 * - jest-junit, mocha-junit-reporter: the case's own title again, which groups nothing.
 */
export function caseNames(attributes: XmlAttributes, suite: JunitSuite): CaseNames {
  const name = attributes.get('name') ?? '';
  const reported = attributes.get('classname') ?? attributes.get('class') ?? '';
  const className = name.endsWith(reported) ? '' : reported;
  const file = workspacePath(attributes.get('file') ?? suite.file);
  if (file !== '') {
    return { group: file, className: withoutFile(className, file), name };
  }
  if (className === '') {
    return { group: suite.name, className: '', name };
  }
  const module = pythonModule(className);
  return { group: module, className: className.slice(module.length + 1), name };
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

/** Seconds as written, thousands separated or not, in milliseconds; 0 when they are not a number. */
export function secondsToMs(time: string | undefined): number {
  const ms = Number((time ?? '').replaceAll(',', '')) * 1000;
  return ms > 0 && Number.isFinite(ms) ? ms : 0;
}
