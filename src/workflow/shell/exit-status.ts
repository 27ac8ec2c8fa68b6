import type { Pipeline, ShellNode, SimpleCommand, Statement } from './shell-tree.ts';

/** Commands that succeed and only report, so that a failure before their `||` is forgotten. */
const reporting: ReadonlySet<string> = new Set([
  'true',
  ':',
  'echo',
  'printf',
  'cat',
  'ls',
  'tail',
  'head',
  'date',
  'pwd',
  'sleep',
  'touch',
  'logger',
  'continue',
  'break',
  'tee',
  'mkdir',
  'export',
  'set',
]);
const refusing = /^(?:die|fail|abort|bail|error|fatal|err)(?:$|[_-])/;

/** The names of the variables that a script reads somewhere. */
export type ReadNames = ReadonlySet<string>;

/** Every `$name` and `${name…}` of a script, and the names inside `((…))`; to print one is to do nothing about it. */
export function readNames(script: string): ReadNames {
  const acting = script.replace(
    /^[ \t]*(?:echo|printf)\b(?![^\n]*GITHUB_(?:OUTPUT|ENV))[^\n;&|]*/gm,
    '',
  );
  const expanded = [...acting.matchAll(/\$\{?(\w+)/g)].map((match) => match[1] ?? '');
  const arithmetic = [...script.matchAll(/\(\(([^)]{0,200})\)/g)];
  return new Set([
    ...expanded,
    ...arithmetic.flatMap((match) => (match[1] ?? '').match(/\w+/g) ?? []),
  ]);
}

/** Whether running this makes the script fail: it exits non-zero somewhere, or keeps the failure for later. */
export function refuses(node: ShellNode, reads: ReadNames): boolean {
  switch (node.kind) {
    case 'simple':
      return refusesItself(node, reads);
    case 'group':
      return anyRefuses(node.body, reads);
    case 'if':
      return (
        node.clauses.some(({ body }) => anyRefuses(body, reads)) ||
        anyRefuses(node.otherwise, reads)
      );
    case 'loop':
      return anyRefuses(node.body, reads);
    case 'case':
      return node.bodies.some((body) => anyRefuses(body, reads));
    default:
      return node satisfies never;
  }
}

function anyRefuses(statements: readonly Statement[], reads: ReadNames): boolean {
  return statements.some(({ parts }) =>
    parts.some(({ pipeline }) => pipeline.stages.some((stage) => refuses(stage, reads))),
  );
}

function refusesItself(
  { words, assignments, redirects }: SimpleCommand,
  reads: ReadNames,
): boolean {
  const [program = '', argument] = words;
  if (program === 'exit' || program === 'return') return argument !== '0';
  if (program === 'false' || refusing.test(program)) return true;
  if (redirects.some(({ target }) => /GITHUB_(?:OUTPUT|ENV)/.test(target))) return true;
  const names = words.length === 0 ? assignments : program === 'export' ? words.slice(1) : [];
  return names.some((text) => reads.has(text.replace(/\+?=.*$/s, '')));
}

/** Whether what stands after `||` succeeds for certain and does nothing about the failure. */
export function forgives({ stages, negated }: Pipeline, reads: ReadNames): boolean {
  const last = stages.at(-1);
  if (last === undefined || negated || stages.some((stage) => refuses(stage, reads))) return false;
  if (last.kind === 'group') {
    const end = last.body.at(-1)?.parts.at(-1)?.pipeline;
    return end !== undefined && forgives(end, reads);
  }
  if (last.kind !== 'simple') return true;
  const [program = '', argument] = last.words;
  if (program === 'exit' || program === 'return') return argument === '0';
  return last.words.length === 0 || reporting.has(program);
}

/** Whether the statement behind a command looks at its exit code and does something with it. */
export function asksExitCode(next: Statement | undefined, reads: ReadNames): boolean {
  const nodes = next?.parts.flatMap(({ pipeline }) => pipeline.stages) ?? [];
  return nodes.some((node) => asks(node, reads));
}

function asks(node: ShellNode, reads: ReadNames): boolean {
  if (node.kind === 'if') {
    const conditions = node.clauses.flatMap(({ condition }) => condition);
    return conditions.some((statement) => mentions(statement)) && refuses(node, reads);
  }
  if (node.kind !== 'simple' || !mentionsExitCode(node)) return false;
  return !reporting.has(node.words[0] ?? '') || refusesItself(node, reads);
}

function mentions({ parts }: Statement): boolean {
  return parts.some(({ pipeline }) =>
    pipeline.stages.some((stage) => stage.kind === 'simple' && mentionsExitCode(stage)),
  );
}

function mentionsExitCode({ words, assignments }: SimpleCommand): boolean {
  return [...words, ...assignments].some((text) => /\$\?|PIPESTATUS/.test(text));
}

/** Whether nothing behind this is ever run: a plain `exit` that says all went well. */
export function leaves({ parts, background }: Statement): boolean {
  const [only, more] = parts;
  const [stage, piped] = only?.pipeline.stages ?? [];
  if (stage?.kind !== 'simple' || more !== undefined || piped !== undefined || background) {
    return false;
  }
  const [program, code] = stage.words;
  return program === 'exit' && code === '0';
}
