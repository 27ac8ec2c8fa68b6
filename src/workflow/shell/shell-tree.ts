/** A redirection as written: `>`, `2>`, `<<<`, and its target. */
export interface Redirect {
  readonly operator: string;
  readonly target: string;
}

/** Pipelines joined by `&&` and `||`; the first part's operator is empty. */
export interface Statement {
  readonly parts: readonly {
    readonly operator: '' | '&&' | '||';
    readonly pipeline: Pipeline;
  }[];
  readonly background: boolean;
}

export interface Pipeline {
  readonly negated: boolean;
  readonly stages: readonly ShellNode[];
}

interface Node {
  /** What runs inside `$(…)`, backticks and `<(…)` of the node's own words and redirections. */
  readonly substituted: readonly Statement[];
}

export interface SimpleCommand extends Node {
  readonly kind: 'simple';
  readonly line: number;
  /** Without quotes and without the assignments in front; `[[ … ]]` and `(( … ))` are one word. */
  readonly words: readonly string[];
  /** `NAME=value` in front of the first word, or alone. */
  readonly assignments: readonly string[];
  readonly redirects: readonly Redirect[];
  /** The script of `bash -c "…"`, and a here-document that a shell reads as its script. */
  readonly nested: readonly Statement[];
  /** As written, on one line, at most 200 characters. */
  readonly text: string;
}

export interface Group extends Node {
  readonly kind: 'group';
  readonly style: 'subshell' | 'brace' | 'function';
  /** The function's name, else empty. */
  readonly name: string;
  readonly body: readonly Statement[];
}

interface If extends Node {
  readonly kind: 'if';
  readonly clauses: readonly {
    readonly condition: readonly Statement[];
    readonly body: readonly Statement[];
  }[];
  readonly otherwise: readonly Statement[];
}

interface Loop extends Node {
  readonly kind: 'loop';
  /** The list behind `while` or `until`; empty for `for` and `select`. */
  readonly condition: readonly Statement[];
  readonly body: readonly Statement[];
}

interface Case extends Node {
  readonly kind: 'case';
  readonly bodies: readonly (readonly Statement[])[];
}

export type ShellNode = SimpleCommand | Group | If | Loop | Case;
