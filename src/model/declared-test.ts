/**
 * A test, or a group of tests, as its source file declares it. `only` keeps all others from running;
 * `expected-to-fail` passes when it fails.
 */
export interface DeclaredTest {
  readonly path: string;
  /** 1-based line of what says so: the declaration, or the mark that skips it. */
  readonly line: number;
  /** As declared, without the groups around it. */
  readonly name: string;
  readonly group: boolean;
  readonly state: 'runs' | 'skipped' | 'only' | 'todo' | 'expected-to-fail';
  /** The line as written, at most 160 characters. */
  readonly text: string;
  /** Short hash of what the test does, white space left out; tells a renamed test from another one. */
  readonly body: string;
}

/** Tests of one commit that the commit it is compared with does not declare alike. */
export interface DeclaredTests {
  readonly tests: readonly DeclaredTest[];
  /** Paths of changed test files of this commit, so that a test that left with its subject is known. */
  readonly removedFiles: readonly string[];
  /** Why some may be missing; empty when none is. */
  readonly missing: string;
}
