import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { ROOT } from './pages.ts';

/** Modules whose words reach people: what they could not do or read, and how a status ends. Rules have their own pages. */
const MODULES =
  /^(?:analysis|audit-chain|cli|collect|config|github|history|lib|local|model|publish|report-formats|workflow)\/|^(?:action|pipeline|stages)\.ts$/;

/** Functions whose words reach the log, the terminal, a status, or a receipt. */
const MAKERS: ReadonlySet<string> = new Set([
  'Broken',
  'MalformedReport',
  'UnreadableXml',
  'UsageError',
  'absent',
  'end',
  'error',
  'failed',
  'missing',
  'nothing',
  'nowhere',
  'refuse',
  'refused',
  'report',
  'skipped',
  'stop',
  'stopped',
  'unanswered',
  'unreadable',
  'warning',
  'whilePending',
]);

/** Properties and variables with a reason, a message, or the description of a status. */
const NAMES: ReadonlySet<string> = new Set(['why', 'message', 'description']);

/** A call that describes a schema: its words are in the reference. */
const DESCRIBES: ReadonlySet<string> = new Set(['describe', 'meta']);

/** A node of the parsed source, as far as messages are concerned. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly [key: string]: unknown;
}

/** Returns the texts that an expression can have, with `…` for what is filled in. */
function textsOf(node: Node | undefined): readonly string[] {
  const at = (key: string): readonly string[] => textsOf(node?.[key] as Node | undefined);
  switch (node?.type) {
    case 'StringLiteral':
      return [String(node.value)];
    case 'TemplateLiteral':
      return [(node['quasis'] as { readonly cooked: string }[]).map((one) => one.cooked).join('…')];
    case 'ConditionalExpression':
      return [...at('consequent'), ...at('alternate')];
    case 'ParenthesisExpression':
      return at('expression');
    case 'BinaryExpression':
      return node['operator'] === '??' ? [...at('left'), ...at('right')] : [];
    default:
      return [];
  }
}

const nameOf = (node: Node | undefined): string =>
  String(node?.value ?? (node?.['property'] as Node | undefined)?.value ?? '');

function messagesOf(node: Node): readonly string[] {
  const child = (key: string): Node | undefined => node[key] as Node | undefined;
  switch (node.type) {
    case 'NewExpression':
    case 'CallExpression': {
      const given = (node['arguments'] ?? []) as { readonly expression: Node }[];
      return MAKERS.has(nameOf(child('callee')))
        ? given.flatMap(({ expression }) => textsOf(expression))
        : [];
    }
    case 'KeyValueProperty':
      return NAMES.has(nameOf(child('key'))) ? textsOf(child('value')) : [];
    case 'VariableDeclarator':
      return NAMES.has(nameOf(child('id'))) ? textsOf(child('init')) : [];
    default:
      return [];
  }
}

function collect(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(collect);
  if (typeof node !== 'object' || node === null) return [];
  const { type, callee } = node as Node;
  if (type === 'CallExpression' && DESCRIBES.has(nameOf(callee as Node))) return [];
  return [...messagesOf(node as Node), ...Object.values(node).flatMap(collect)];
}

/** A message has words of its own: names, keys and formats of other calls have not, nor has `it is …: …`. */
const hasWords = (text: string): boolean =>
  /[a-z]+ [a-z]+/i.test(text.replace(/^it is …/, '')) && !text.startsWith('# ');

/** Returns every message about what could not be done, and every end of a status, with its file. */
export function messagesOfSource(): readonly (readonly [file: string, message: string])[] {
  const src = join(ROOT, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && MODULES.test(path))
    .sort()
    .flatMap((path) => {
      const { body } = parseSync(readFileSync(join(src, path), 'utf8'), { syntax: 'typescript' });
      return [...new Set(collect(body))].filter(hasWords).map((text) => [path, text] as const);
    });
}
