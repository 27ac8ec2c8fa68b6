/** One thing that is wrong in a config, with the place and the way out. */
export interface Problem {
  /** The config's path, or `input fail-on` for an input. */
  readonly where: string;
  /** 1-based; absent for inputs. */
  readonly line?: number;
  readonly column?: number;
  /** Dotted path of the key, empty for the whole file. */
  readonly key: string;
  /** What is wrong and what was allowed, in one sentence. */
  readonly message: string;
}

/** `.github/milestone-audit.yml:4:3: minimum-scor: unknown key; did you mean minimum-score?` */
export function describeProblem(problem: Problem): string {
  const place = problem.line === undefined ? '' : `:${problem.line}:${problem.column ?? 1}`;
  const key = problem.key === '' ? '' : `${problem.key}: `;
  return `${problem.where}${place}: ${key}${problem.message}`;
}
