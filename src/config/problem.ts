import type { z } from 'zod';
import { closest } from '../lib/closest.ts';

/** Returns what a zod issue found and what was allowed, as a sentence without a subject. */
export function explainIssue(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_value':
      return value === undefined
        ? `missing; one of ${issue.values.map(String).join(', ')} is needed`
        : notOneOf(value, issue.values.map(String));
    case 'invalid_type':
      return value === undefined
        ? `missing; ${article(issue.expected)} is needed`
        : `${shown(value, '"')} is not ${article(issue.expected)}${typeHint(value, issue.expected)}`;
    case 'too_big':
      return `${shown(value)} is too much; at most ${issue.maximum}`;
    case 'too_small':
      return `${shown(value)} is too little; at least ${issue.minimum}${issue.origin === 'string' ? ' character' : ''}${issue.origin === 'array' ? ' entry' : ''}`;
    case 'invalid_format':
      return notOneOf(value, issue.message.split(/, (?!with)| or /), issue.message);
    default:
      return `${shown(value)} is not allowed here: ${issue.message}`;
  }
}

function notOneOf(
  value: unknown,
  allowed: readonly string[],
  description: string = allowed.length === 1 ? (allowed[0] ?? '') : `one of ${allowed.join(', ')}`,
): string {
  const suggestion = typeof value === 'string' ? closest(value, allowed) : undefined;
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  return `${shown(value)} is not ${description}${hint}`;
}

/** How a value of another type, which YAML reads from what people mean, is written. */
function typeHint(value: unknown, expected: string): string {
  if (expected === 'string')
    return ['number', 'boolean'].includes(typeof value)
      ? '; put it in quotes, or say it in words'
      : '';
  if (value === 'off' && ['object', 'record'].includes(expected))
    return '; write `{ off: REASON }`';
  return '';
}

/** Returns the value as written, shortened. Quotes show that it is a text. */
function shown(value: unknown, quote = ''): string {
  const text =
    typeof value === 'string' ? `${quote}${value}${quote}` : (JSON.stringify(value) ?? 'nothing');
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}

const ARTICLES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function article(expected: string): string {
  return ARTICLES[expected] ?? `a ${expected}`;
}

/** A problem of a config, with its position and how to fix it. */
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

/** Returns `.github/milestone-audit.yml:4:3: minimum-scor: unknown key; did you mean minimum-score?`. */
export function describeProblem(problem: Problem): string {
  const place = problem.line === undefined ? '' : `:${problem.line}:${problem.column ?? 1}`;
  const key = problem.key === '' ? '' : `${problem.key}: `;
  return `${problem.where}${place}: ${key}${problem.message}`;
}
