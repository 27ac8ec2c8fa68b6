import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** The contexts an expression may look at. */
export type Contexts = Readonly<Record<string, unknown>>;

/** Status functions as they answer when everything before has gone well; `always` is what it says. */
const STATUS = ['always', 'success', 'failure', 'cancelled'].map((name) => ({
  name,
  minArgs: 0,
  maxArgs: 0,
  call: () => new data.BooleanData(name === 'always' || name === 'success'),
}));

/** An expression without its `${{ }}`, as GitHub's own evaluator judges it. */
function evaluated(expression: string, contexts: object): data.ExpressionData {
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), STATUS).parse();
  const known = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(tree, known, new Map(STATUS.map((one) => [one.name, one]))).evaluate();
}

/** Text in which every `${{ … }}` is replaced by what it comes to. */
export function filledIn(text: string, contexts: object): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_all, inner: string) =>
    evaluated(inner.trim(), contexts).coerceString(),
  );
}

/** Whether a job or step with this `if` runs; one without always does. */
export function holds(condition: string | boolean | undefined, contexts: object): boolean {
  if (condition === undefined) return true;
  const bare = String(condition)
    .replace(/^\$\{\{(.*)\}\}$/s, '$1')
    .trim();
  const text = evaluated(bare, contexts).coerceString();
  return !['false', '', '0', 'null'].includes(text);
}
