import { conditionText, type Expression, parseExpression } from './expression.ts';

/**
 * Whether a condition holds only where one of its parts does that passes a test: a part of `&&`, or all sides of
 * `||`. A text around `${{ }}` is always true, so it requires nothing.
 */
export function requires(
  condition: string | undefined,
  passes: (part: string) => boolean,
): boolean {
  const text = conditionText(condition ?? '');
  const tree = text === undefined ? undefined : parseExpression(text);
  const holds = (part: Expression): boolean => {
    const { name, args } = part.kind === 'call' ? part : { name: '', args: [] };
    if (name === '&&') return args.some(holds);
    if (name === '||') return args.every(holds);
    return passes((text ?? '').slice(part.start, part.end));
  };
  return tree !== undefined && holds(tree);
}

const login = /\bgithub\.(?:actor|triggering_actor)\b|\b(?:sender|user)\.login\b/;

/** A list of names is an array: a text contains parts of its names too. */
function isOneOf(part: string): boolean {
  return (
    /^contains\(\s{0,9}fromJSON\(/i.test(part) || (part.includes('==') && !part.includes('!='))
  );
}

/** Whether a part of a condition asks for a person, or for somebody with a role in the repository. */
export function asksForPerson(part: string): boolean {
  if (part.includes('author_association')) {
    const anyone = /(?<!!=\s{0,9})'[^']{0,200}\b(?:NONE|FIRST_TIME\w*|MANNEQUIN)\b/.test(part);
    return !part.startsWith('!') && !anyone;
  }
  // A bot acts on what others wrote: it rebases, labels, and comments on their pull requests.
  const bot = part.includes('[bot]') && !/\bpull_request\.user\.login\b/.test(part);
  return (login.test(part) && isOneOf(part) && !bot) || part.includes('collaborator');
}

/** Whether a part of a condition leaves out what strangers start, also by a label or the repository of the head. */
export function keepsStrangersOut(part: string): boolean {
  if (/\bhead\.repo\.fork\b/.test(part)) return /^!|==\s{0,9}false|!=\s{0,9}true/.test(part);
  if (/\bhead\.repo\.full_name\b|\blabeled\b|\blabels?\./.test(part)) {
    return !part.includes('!=') && !part.startsWith('!');
  }
  return asksForPerson(part);
}
