import tables from '../tables/test-tools.yaml';

type Variable = readonly [name: string, value: string];

/** A test runner: how a repository shows that it uses it, and what makes it write a report. */
export interface TestTool {
  readonly name: string;
  readonly languages: readonly string[];
  readonly command: RegExp;
  readonly paths?: RegExp;
  readonly manifests?: RegExp;
  readonly arguments: string;
  readonly variable?: Variable;
  readonly needs?: Variable;
  readonly once?: string;
  readonly reports: readonly string[];
  readonly coverage?: {
    readonly shown: RegExp;
    readonly arguments: string;
    readonly reports: readonly string[];
    /** What to do once and commit, unless a manifest shows that it is done. */
    readonly once?: { readonly what: string; readonly unless: RegExp };
  };
  readonly plain: string;
}

/** A program that runs the test runner of a repository. */
export interface TestWrapper {
  readonly command: RegExp;
  readonly tools: RegExp;
  readonly separator?: string;
  readonly variable?: Variable;
}

export const { tools: TEST_TOOLS, wrappers: TEST_WRAPPERS } = tables as {
  readonly tools: readonly TestTool[];
  readonly wrappers: readonly TestWrapper[];
};
