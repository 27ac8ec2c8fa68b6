import type { Pipeline, ShellNode, SimpleCommand, Statement } from './shell-tree.ts';

/** Commands that succeed and only report: after `||` they ignore the failure. */
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
const failing = /^(?:die|fail|abort|bail|error|fatal|err)(?:$|[_-])/;

/** Names of the variables that a script reads. */
export type ReadNames = ReadonlySet<string>;

/**
 * Returns every `$name` and `${name…}` of a script, and the names inside `((…))`, except those it only
 * prints. An output that no later step reads is only printed.
 */
export function readNames(script: string, readOutputs: boolean): ReadNames {
  const acting = script.replace(readOutputs ? printed : printedOrOutput, '');
  const expanded = [...acting.matchAll(/\$\{?[#!]?(\w+)/g)].map((match) => match[1] ?? '');
  const arithmetic = [...script.matchAll(/\(\(([^)]{0,200})\)/g)];
  return new Set([
    ...expanded,
    ...arithmetic.flatMap((match) => (match[1] ?? '').match(/\w+/g) ?? []),
    ...testedFiles(script).map((file) => TESTED + file),
    ...(readOutputs ? [OUTPUTS] : []),
  ]);
}

const printed =
  /^[ \t]*(?:echo|printf)\b(?![^\n]*(?:GITHUB_(?:OUTPUT|ENV)|::set-output))[^\n;&|]*/gm;
const printedOrOutput = /^[ \t]*(?:echo|printf)\b(?![^\n]*GITHUB_ENV)[^\n;&|]*/gm;

/** Marks that a later step reads the outputs, among the names of variables. */
const OUTPUTS = '-o';

/** Marks a file among the names of variables. */
const TESTED = '-f ';

/** Returns the files that a script looks for: `test ! -f failed`, `[ -e "$F" ]`. */
export function testedFiles(script: string): readonly string[] {
  const tests = script.matchAll(
    /(?:\btest|\[)[ \t]{1,9}(?:![ \t]{1,9})?-[efrs][ \t]{1,9}["']?([^\s"'\];]+)/g,
  );
  return [...tests].map(([, file = '']) => file);
}

/** Returns the file whose existence stores a failure: `touch failed`, `echo 1 > failed`; '' for none. */
export function flagFileOf({
  words,
  redirects,
}: Pick<SimpleCommand, 'words' | 'redirects'>): string {
  const target = redirects.find(({ operator }) => /^[12&]?>/.test(operator))?.target;
  return (words[0] === 'touch' ? words.at(-1) : target) ?? '';
}

/** Whether running this makes the script fail: it exits non-zero, or stores the failure for later. */
export function propagatesFailure(node: ShellNode, reads: ReadNames): boolean {
  switch (node.kind) {
    case 'simple':
      return commandPropagatesFailure(node, reads);
    case 'group':
      return anyPropagatesFailure(node.body, reads);
    case 'if':
      return (
        node.clauses.some(({ body }) => anyPropagatesFailure(body, reads)) ||
        anyPropagatesFailure(node.otherwise, reads)
      );
    case 'loop':
      return anyPropagatesFailure(node.body, reads);
    case 'case':
      return node.bodies.some((body) => anyPropagatesFailure(body, reads));
    default:
      return node satisfies never;
  }
}

function anyPropagatesFailure(statements: readonly Statement[], reads: ReadNames): boolean {
  return statements.some(({ parts }) =>
    parts.some(({ pipeline }) => pipeline.stages.some((stage) => propagatesFailure(stage, reads))),
  );
}

function commandPropagatesFailure(
  { words, assignments, redirects }: SimpleCommand,
  reads: ReadNames,
): boolean {
  const [program = '', argument] = words;
  if (program === 'exit' || program === 'return') return argument !== '0';
  if (program === 'false' || failing.test(program)) return true;
  if (setsForLater({ words, redirects }, reads)) return true;
  if (reads.has(TESTED + flagFileOf({ words, redirects }))) return true;
  const names = words.length === 0 ? assignments : program === 'export' ? words.slice(1) : [];
  return names.some((text) => reads.has(text.replace(/\+?=.*$/s, '')));
}

/** Whether a command sets a variable for later steps, or an output by which one of them fails. */
function setsForLater(
  { words, redirects }: Pick<SimpleCommand, 'words' | 'redirects'>,
  reads: ReadNames,
): boolean {
  const outputs = reads.has(OUTPUTS);
  const kept = outputs ? /GITHUB_(?:OUTPUT|ENV)/ : /GITHUB_ENV/;
  if (redirects.some(({ target }) => kept.test(target))) return true;
  return outputs && words.some((word) => word.startsWith('::set-output'));
}

/** Whether the pipeline after `||` always succeeds and does not report the failure. */
export function ignoresFailure({ stages, negated }: Pipeline, reads: ReadNames): boolean {
  const last = stages.at(-1);
  if (last === undefined || negated || stages.some((stage) => propagatesFailure(stage, reads)))
    return false;
  if (last.kind === 'group') {
    const end = last.body.at(-1)?.parts.at(-1)?.pipeline;
    return end !== undefined && ignoresFailure(end, reads);
  }
  if (last.kind !== 'simple') return true;
  const [program = '', argument] = last.words;
  if (program === 'exit' || program === 'return') return argument === '0';
  return last.words.length === 0 || reporting.has(program.replace(/^(?:\/usr)?\/bin\//, ''));
}

/** Whether the next statement reads the exit code of a command and acts on it. */
export function readsExitCode(next: Statement | undefined, reads: ReadNames): boolean {
  const nodes = next?.parts.flatMap(({ pipeline }) => pipeline.stages) ?? [];
  return nodes.some((node) => nodeReadsExitCode(node, reads));
}

function nodeReadsExitCode(node: ShellNode, reads: ReadNames): boolean {
  if (node.kind === 'if') {
    const conditions = node.clauses.flatMap(({ condition }) => condition);
    return conditions.some((statement) => mentions(statement)) && propagatesFailure(node, reads);
  }
  if (node.kind !== 'simple' || !mentionsExitCode(node)) return false;
  return !reporting.has(node.words[0] ?? '') || commandPropagatesFailure(node, reads);
}

function mentions({ parts }: Statement): boolean {
  return parts.some(({ pipeline }) =>
    pipeline.stages.some((stage) => stage.kind === 'simple' && mentionsExitCode(stage)),
  );
}

function mentionsExitCode({ words, assignments }: SimpleCommand): boolean {
  return [...words, ...assignments].some((text) => /\$\?|PIPESTATUS/.test(text));
}

/** Whether a statement ends its script or function with a failure: `exit 1`, `return 1`, `false`. */
export function failsAlways({ parts, background }: Statement): boolean {
  const stages = parts.at(-1)?.pipeline.stages ?? [];
  const [only] = stages;
  const alone = parts.length === 1 && stages.length === 1 && !background;
  if (!alone || only?.kind !== 'simple') return false;
  const [program = '', code = '0'] = only.words;
  if (program === 'exit' || program === 'return') return /^[1-9]/.test(code);
  return program === 'false' || failing.test(program);
}

/** Whether the statements leave the script or function with success: `exit 0`, `return`. */
export function leavesWithSuccess(statements: readonly Statement[]): boolean {
  return statements.some(({ parts }) => parts.some(({ pipeline }) => leaves(pipeline)));
}

/** Whether a pipeline is `exit 0` or `return 0`. */
export function leaves({ stages }: Pipeline): boolean {
  const last = stages.at(-1);
  if (last?.kind === 'group' && last.style === 'brace') return leavesWithSuccess(last.body);
  if (last?.kind !== 'simple') return false;
  const [program = '', code = '0'] = last.words;
  return (program === 'exit' || program === 'return') && code === '0';
}

/** Whether a statement is a plain `exit 0`, so that nothing after it runs. */
export function exits({ parts, background }: Statement): boolean {
  const [only, more] = parts;
  const [stage, piped] = only?.pipeline.stages ?? [];
  if (stage?.kind !== 'simple' || more !== undefined || piped !== undefined || background) {
    return false;
  }
  const [program, code] = stage.words;
  return program === 'exit' && code === '0';
}
