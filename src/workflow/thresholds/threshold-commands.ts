import type { Workflow } from '../../model/workflow.ts';
import { unwrap } from '../shell/classify-command.ts';
import { placedCommands, withEnv } from '../shell/placed-commands.ts';

interface Found {
  readonly tool: string;
  readonly metric: Metric;
  readonly value: string;
  readonly scope?: string;
}

type Reader = (words: readonly string[]) => readonly Found[];

/** Returns the coverage thresholds in the commands of a workflow, in file order. */
export function commandThresholds(workflow: Workflow): readonly Threshold[] {
  return workflow.jobs.flatMap((job) =>
    placedCommands(workflow, job).flatMap(({ path, words, line, text, step, env }) => {
      // A script of the repository is like a settings file: any step may call it.
      const place = path === workflow.path ? { job: job.id, step: step.name } : {};
      const resolved = unwrap(words).map((word) => withEnv(word, env));
      return found(resolved).map(({ tool, metric, value, scope = '' }) => ({
        path,
        line,
        tool,
        metric,
        value: percentOf(value),
        scope,
        ...place,
        text,
      }));
    }),
  );
}

function found(words: readonly string[]): readonly Found[] {
  const program = words[0] ?? '';
  if (/^(?:nyc|c8)$/.test(program)) return nyc(words);
  if (program === 'jest' || words.some((word) => word.startsWith('--coverageThreshold'))) {
    const jestFound = jest(words);
    if (jestFound.length > 0) return jestFound;
  }
  const vitestFound = vitest(words);
  if (vitestFound.length > 0) return vitestFound;
  return failUnder(words);
}

const failUnder: Reader = (words) => {
  const value = optionOf(words, /^--(?:cov-)?fail[-_]under(?:-line)?$/);
  if (value !== undefined) return [{ tool: failUnderTool(words), metric: 'total', value }];
  const lines = optionOf(words, /^--fail-under-lines$/);
  if (lines !== undefined) return [{ tool: words[0] ?? '', metric: 'lines', value: lines }];
  const minimum = optionOf(
    words,
    /^--(?:min-coverage|coverage-threshold|minimum-coverage|min-cov)$/,
  );
  return minimum === undefined ? [] : [{ tool: words[0] ?? '', metric: 'total', value: minimum }];
};

function failUnderTool(words: readonly string[]): string {
  if (words.some((word) => word.startsWith('--cov-fail-under'))) return 'coverage.py';
  const program = words[0] ?? '';
  // The `--fail-under` of pylint and interrogate is not about test coverage.
  return /^(?:coverage3?|pytest|python[\d.]*)$/.test(program) ? 'coverage.py' : program;
}

const nyc: Reader = (words) => {
  const named = metrics.flatMap((metric): Found[] => {
    const value = optionOf(words, new RegExp(`^--${metric}$`));
    return value === undefined ? [] : [{ tool: 'nyc', metric, value }];
  });
  return words.some((word) => /^(?:--check-coverage|check-coverage)/.test(word)) ? named : [];
};

const metrics: readonly Metric[] = ['lines', 'branches', 'functions', 'statements'];

const jest: Reader = (words) => {
  const json = optionOf(words, /^--coverageThreshold$/);
  if (json === undefined) return [];
  try {
    const scopes = Object.entries(JSON.parse(json) as Record<string, Record<string, unknown>>);
    return scopes.flatMap(([scope, values]) =>
      metrics
        .filter((metric) => values[metric] !== undefined)
        .map((metric) => ({
          tool: 'jest',
          metric,
          value: String(values[metric]),
          scope: scope === 'global' ? '' : scope,
        })),
    );
  } catch {
    // The JSON may contain an expression: there is a threshold, but its value is unknown.
    return [{ tool: 'jest', metric: 'total', value: '' }];
  }
};

const vitest: Reader = (words) =>
  metrics.flatMap((metric): Found[] => {
    const value = optionOf(words, new RegExp(`^--coverage\\.thresholds\\.${metric}$`));
    return value === undefined ? [] : [{ tool: 'vitest', metric, value }];
  });

function optionOf(words: readonly string[], option: RegExp): string | undefined {
  const at = words.findIndex((word) => option.test(word.replace(/=.*$/s, '')));
  const word = words[at];
  if (word === undefined) return undefined;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? '');
}

/** A coverage threshold of a command or settings file, with its location. */
export interface Threshold {
  readonly path: string;
  readonly line: number;
  /** Family of tools that share it: `coverage.py`, `jest`, `vitest`, `nyc`, `codecov`, `sonar`, `jacoco`, … */
  readonly tool: string;
  /** `total` when the tool has only one number. */
  readonly metric: 'total' | 'lines' | 'branches' | 'functions' | 'statements' | 'patch';
  /** In percent; `unknown` when only running the file or an expression could tell. */
  readonly value: number | 'unknown';
  /** What the threshold is limited to (`./src/api/`, a flag); '' for the whole. */
  readonly scope: string;
  /** Of a command in a workflow. */
  readonly job?: string;
  readonly step?: string;
  readonly text: string;
}

export type Metric = Threshold['metric'];

/** Parses a percentage; unknown for anything but a plain number. */
export function percentOf(text: string): number | 'unknown' {
  const match = /^['"]?(\d+(?:\.\d+)?) ?%?['"]?$/.exec(text.trim());
  return match === null ? 'unknown' : Number(match[1]);
}
