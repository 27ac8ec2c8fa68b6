import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { linearPattern, patternProblem } from '../lib/linear-pattern.ts';
import type { EvidenceKind } from '../model/evidence-file.ts';
import { targetSchema } from '../model/target.ts';
import { AbsentKey, EvidenceTypes, kindSchemas } from './expression-types.ts';

/** Maximum number of characters of an expression. */
const MAX_LENGTH = 2000;

/** Maximum number of loop steps of one evaluation, over all loops. */
const MAX_STEPS = 1_000_000;

const LIMITS = { maxAstNodes: 500, maxDepth: 60, maxListElements: 100, maxMapEntries: 100 };

/** What an expression reads: the values of the kinds of evidence, and the target. */
export type ExpressionInput = Readonly<Record<string, unknown>>;

export type Evaluated =
  | { readonly state: 'value'; readonly value: unknown }
  /** Nothing follows from it: a key that is absent, an error, a cost that is too high. */
  | { readonly state: 'undecided'; readonly why: string };

export type CompiledExpression =
  | {
      readonly state: 'valid';
      /** `bool`, `int`, `list<string>`, …, as the type check found it. */
      readonly type: string;
      /** Kinds of evidence that it names anywhere, in code-unit order. */
      readonly kinds: readonly EvidenceKind[];
      /** What it reads of them: `changes.files`. */
      readonly paths: readonly string[];
      readonly evaluate: (input: ExpressionInput) => Evaluated;
    }
  | { readonly state: 'invalid'; readonly why: string };

/** The environment of all expressions: the kinds of evidence with the types of the published schema. */
function makeEnvironment() {
  const made = new Environment({ limits: LIMITS });
  const types = new EvidenceTypes(made);
  const kinds = kindSchemas().map(([kind, schema]) => [kind, types.typeOf(schema, kind)] as const);
  const all = [...kinds, ['target', types.typeOf(targetSchema as never, 'target')] as const];
  for (const [name, { name: type }] of all) made.registerVariable(name, type);
  return { made, types: new Map(all) };
}

let environment: ReturnType<typeof makeEnvironment> | undefined;

/**
 * Compiles an expression in CEL (cel.dev) over the evidence. The type check finds wrong names and types
 * without any evidence. Messages begin with line and column in the expression.
 */
export function compileExpression(text: string): CompiledExpression {
  if (text.length > MAX_LENGTH) {
    return {
      state: 'invalid',
      why: `must have at most ${MAX_LENGTH} characters (got ${text.length})`,
    };
  }
  environment ??= makeEnvironment();
  const { made, types } = environment;
  const checked = made.check(text);
  if (!checked.valid) return { state: 'invalid', why: positioned(checked.error, text) };
  const parsed = made.parse(text);
  const { type = 'dyn' } = parsed.check();
  const steps = { left: MAX_STEPS };
  const nodes = nodesOf(parsed.ast);
  const pattern = nodes.map((node) => literalPatternProblem(node)).find((why) => why !== undefined);
  if (pattern !== undefined) return { state: 'invalid', why: pattern };
  for (const node of nodes) bounded(node, steps);
  const paths = [...new Set(nodes.flatMap((node) => pathOf(node, types) ?? []))].sort();
  const roots = new Set(paths.map((path) => path.split('.')[0]));
  return {
    state: 'valid',
    type,
    kinds: [...roots].filter((root) => root !== 'target') as EvidenceKind[],
    paths: paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`))),
    evaluate(input) {
      steps.left = MAX_STEPS;
      const given = [...types].filter(([name]) => input[name] !== undefined);
      const context = given.map(([name, one]) => [name, one.convert(input[name])]);
      const result = attempted(() => parsed(Object.fromEntries(context)), text);
      // A loop goes on after an error, and may find its answer in what is left.
      return steps.left < 0 ? { state: 'undecided', why: TOO_COSTLY } : result;
    },
  };
}

function attempted(evaluate: () => unknown, text: string): Evaluated {
  try {
    return { state: 'value', value: evaluate() };
  } catch (error) {
    return { state: 'undecided', why: positioned(error, text) };
  }
}

const TOO_COSTLY = `it takes more than ${MAX_STEPS.toLocaleString('en-US')} steps`;

/** The part of a node that its type declaration leaves out. */
interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly input: string;
  readonly meta: { readonly alternate?: Node; readonly macro?: unknown };
  evaluate(evaluator: Evaluator, node: Node, context: unknown): unknown;
}

interface Evaluator {
  run(node: Node, context: unknown): unknown;
}

/** Returns the node and everything below it, macros as they are written and as they are expanded. */
function nodesOf(root: ASTNode): readonly Node[] {
  const found = new Set<Node>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value) && !found.has(value)) {
      found.add(value);
      visit(value.args);
      visit(value.meta.alternate);
      if (value.op === 'comprehension') Object.values(value.args as object).forEach(visit);
    }
  };
  visit(root);
  return [...found];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'op' in value && 'meta' in value;
}

/** Counts each step of a loop, and matches patterns in linear time. */
function bounded(node: Node, steps: { left: number }): void {
  if (node.op === 'comprehension') {
    const { step } = node.args as { readonly step: Node };
    let inner = step.evaluate;
    const counted: Node['evaluate'] = (evaluator, one, context) => {
      steps.left -= 1;
      if (steps.left < 0) throw new Error(TOO_COSTLY);
      return inner.call(step, evaluator, one, context);
    };
    // At its first evaluation a node replaces its function by a faster one.
    const set = (faster: Node['evaluate']): void => {
      inner = faster;
    };
    Object.defineProperty(step, 'evaluate', { get: () => counted, set });
  }
  const matched = matchedBy(node);
  if (matched === undefined) return;
  const [text, pattern] = matched;
  node.evaluate = (evaluator, _, context) => {
    const source = String(evaluator.run(pattern, context));
    const why = patternProblem(source);
    if (why !== undefined) throw new Error(why);
    return linearPattern(source)
      .matcher(String(evaluator.run(text, context)))
      .find();
  };
}

/** Returns text and pattern of `text.matches(pattern)`. */
function matchedBy({ op, args }: Node): readonly [text: Node, pattern: Node] | undefined {
  if (op !== 'rcall' || !Array.isArray(args) || args[0] !== 'matches') return undefined;
  const [, text, [pattern]] = args as [string, Node, [Node]];
  return [text, pattern];
}

function literalPatternProblem(node: Node): string | undefined {
  const pattern = matchedBy(node)?.[1];
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') return undefined;
  const why = patternProblem(pattern.args);
  return why === undefined ? undefined : `${placeOf(pattern.start, node.input)}: ${why}`;
}

/** Returns the path of a chain of keys that begins with a kind of evidence. */
function pathOf({ op, args }: Node, types: ReadonlyMap<string, unknown>): string | undefined {
  if (op === 'id') return types.has(String(args)) ? String(args) : undefined;
  if (op !== '.' || !Array.isArray(args) || !isNode(args[0])) return undefined;
  const before = pathOf(args[0], types);
  return before === undefined ? undefined : `${before}.${String(args[1])}`;
}

/** Returns an error's message behind its line and column in the expression. */
function positioned(error: unknown, text: string): string {
  if (error instanceof AbsentKey) return `${error.message}, and whether that is a loss is unknown`;
  const { summary, message, range } = error as {
    readonly summary?: string;
    readonly message: string;
    readonly range?: { readonly start: number };
  };
  const words = (summary ?? message).split('\n')[0] ?? '';
  return range === undefined ? words : `${placeOf(range.start, text)}: ${words}`;
}

function placeOf(at: number, text: string): string {
  const lines = text.slice(0, at).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}
