/** A redirection as written: `>`, `2>`, `<<<` …, and its target. */
export interface Redirect {
  readonly operator: string;
  readonly target: string;
}

export interface SimpleCommand {
  readonly kind: 'simple';
  readonly line: number;
  /** Quotes removed; without the assignments before it. */
  readonly words: readonly string[];
  /** `NAME=value` before the first word, or standing alone. */
  readonly assignments: readonly string[];
  readonly redirects: readonly Redirect[];
  /** What runs inside its `$(…)`, backticks and `<(…)`, and in the script of `bash -c "…"`. */
  readonly substituted: readonly Statement[];
  readonly nested: readonly Statement[];
  /** As written, on one line, at most 200 characters. */
  readonly text: string;
}

export type ShellNode =
  | SimpleCommand
  | {
      readonly kind: 'group';
      readonly style: 'subshell' | 'brace' | 'function';
      readonly name: string;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'if';
      readonly clauses: readonly {
        readonly condition: readonly Statement[];
        readonly body: readonly Statement[];
      }[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: 'loop';
      readonly condition: readonly Statement[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'case'; readonly bodies: readonly (readonly Statement[])[] };

export interface Pipeline {
  readonly negated: boolean;
  readonly stages: readonly ShellNode[];
}

/** Pipelines joined by `&&` and `||`; the first part's operator is empty. */
export interface Statement {
  readonly parts: readonly {
    readonly operator: '' | '&&' | '||';
    readonly pipeline: Pipeline;
  }[];
  readonly end: ';' | '&' | '';
}
