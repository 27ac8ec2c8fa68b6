import { unwrap } from './classify-command.ts';
import { ignoresFailure } from './exit-status.ts';
import type { Group, ShellNode, SimpleCommand, Statement } from './shell-tree.ts';

/**
 * Returns a script in which a call of a function that runs its arguments is the command that it runs:
 * `run() { echo "+ $*"; "$@"; }` makes `run npm test` into `npm test`. A function that may ignore the failure stays,
 * so that what it runs remains unknown.
 */
export function withRunnersRead(
  statements: readonly Statement[],
  errexit: boolean,
): readonly Statement[] {
  const runners = new Set(
    statements.flatMap(({ parts: [part] }) => {
      const [node] = part?.pipeline.stages ?? [];
      return node?.kind === 'group' && isRunner(node, errexit) ? [node.name] : [];
    }),
  );
  return runners.size === 0 ? statements : mapped(statements, (node) => called(node, runners));
}

/** Whether a function runs `"$@"` once, as a statement of its own whose failure it passes on. */
function isRunner({ style, body: all }: Group, errexit: boolean): boolean {
  const body = insideBraces(all);
  if (style !== 'function' || body.some(shifts)) return false;
  const runs = body.flatMap((statement, at) => (runsArguments(statement) ? [at] : []));
  const [at] = runs;
  const after = body[at ?? 0]?.parts[1];
  if (at === undefined || runs.length > 1) return false;
  if (after === undefined) return errexit || at === body.length - 1;
  return after.operator === '||' && !ignoresFailure(after.pipeline, new Set());
}

function insideBraces(body: readonly Statement[]): readonly Statement[] {
  const [node] = body[0]?.parts[0]?.pipeline.stages ?? [];
  const braces = body.length === 1 && node?.kind === 'group' && node.style === 'brace';
  return braces ? node.body : body;
}

function runsArguments({ parts: [part], background }: Statement): boolean {
  const { stages = [], negated = false } = part?.pipeline ?? {};
  const [node] = stages;
  if (background || negated || stages.length !== 1 || node?.kind !== 'simple') return false;
  return isArguments(unwrap(node.words));
}

function isArguments([program, ...rest]: readonly string[]): boolean {
  return /^\$(?:@|\*|\{[@*]\})$/.test(program ?? '') && rest.length === 0;
}

/** After `shift` the arguments are others. */
function shifts({ parts }: Statement): boolean {
  return parts.some(({ pipeline: { stages } }) =>
    stages.some((node) => node.kind === 'simple' && node.words[0] === 'shift'),
  );
}

function called(node: SimpleCommand, runners: ReadonlySet<string>): SimpleCommand {
  const [program = '', ...rest] = node.words;
  if (isArguments(unwrap(node.words))) return { ...node, words: [] };
  return runners.has(program) && rest.length > 0 ? { ...node, words: rest } : node;
}

type Change = (node: SimpleCommand) => SimpleCommand;

function mapped(statements: readonly Statement[], change: Change): readonly Statement[] {
  return statements.map(({ parts, background }) => ({
    background,
    parts: parts.map(({ operator, pipeline: { negated, stages } }) => ({
      operator,
      pipeline: { negated, stages: stages.map((stage) => mappedNode(stage, change)) },
    })),
  }));
}

function mappedNode(node: ShellNode, change: Change): ShellNode {
  const list = (statements: readonly Statement[]) => mapped(statements, change);
  switch (node.kind) {
    case 'simple':
      return { ...change(node), nested: list(node.nested), substituted: list(node.substituted) };
    case 'group':
      return { ...node, body: list(node.body) };
    case 'if': {
      const clauses = node.clauses.map(({ condition, body }) => ({
        condition: list(condition),
        body: list(body),
      }));
      return { ...node, clauses, otherwise: list(node.otherwise) };
    }
    case 'loop':
      return { ...node, condition: list(node.condition), body: list(node.body) };
    case 'case':
      return { ...node, bodies: node.bodies.map(list) };
    default:
      return node satisfies never;
  }
}
