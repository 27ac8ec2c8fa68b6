import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { expect, it } from '@jest/globals';
import { asText, evaluate } from '../../../src/workflow/parse/evaluate.ts';
import { parseExpression } from '../../../src/workflow/parse/expression.ts';
import { truthOf, valuesOf } from '../../../src/workflow/parse/known-values.ts';

const REJECTED = 'rejected';

/** The value of an expression in GitHub's own evaluator, as text. */
function byGitHub(text: string): string {
  try {
    const tree = new Parser(new Lexer(text).lex().tokens, [], []).parse();
    return new Evaluator(tree, new data.Dictionary()).evaluate().coerceString();
  } catch {
    return REJECTED;
  }
}

function byUs(text: string): string {
  const tree = parseExpression(text);
  const outcome = tree === undefined ? undefined : evaluate(tree, () => undefined);
  return outcome?.other === 'none' ? outcome.values.map(asText).join(' or ') : REJECTED;
}

const LITERALS = ['true', 'false', 'null', '0', '-1.5', '.5', '1e2', '0xff', 'NaN', 'Infinity'];
const TEXTS = ["''", "'a'", "'A'", "'1'", "'false'", "'it''s'"];
const LISTS = [`fromJSON('["a",1,null]')`, `fromJSON('{"a":"b","n":[1,2]}')`];
const VALUES = [...LITERALS, ...TEXTS, ...LISTS];
const PAIRS = VALUES.flatMap((a) => VALUES.map((b) => [a, b] as const));

it.each([
  [
    'operators',
    PAIRS.flatMap(([a, b]) => ['==', '!=', '<', '>=', '&&', '||'].map((o) => `${a} ${o} ${b}`)),
  ],
  [
    'functions of texts',
    PAIRS.flatMap(([a, b]) =>
      ['contains', 'startsWith', 'EndsWith', 'join'].map((f) => `${f}(${a}, ${b})`),
    ),
  ],
  [
    'format and case',
    PAIRS.flatMap(([a, b]) => [
      `format('{0}-{{1}}-{1}', ${a}, ${b})`,
      `case(${a} == 'a', ${b}, ${a})`,
    ]),
  ],
  [
    'JSON, members and not',
    VALUES.flatMap((a) => [`toJSON(${a})`, `fromJSON(toJSON(${a})).n[1]`, `!${a}`, `!!(${a})`]),
  ],
  [
    'precedence and errors',
    [
      ...[
        'true && false || true',
        "1 < 2 == true && 'x'",
        "(true || false) && 'y'",
        "!true == 'a'",
      ],
      ...[
        "format('{0', 1)",
        "format('{1}', 1)",
        "format('}')",
        "'a",
        '1 + 2',
        '[1]',
        'case(true, 1)',
      ],
      ...["contains('a')", 'wrong(1)', "'x'.y", 'True', '', '"x"', "case(1, 'a', 'b')", '(1', '1)'],
    ],
  ],
])('agrees with GitHub’s own evaluator on %s', (_, expressions) => {
  const theirs = expressions.map((text) => `${text} is ${byGitHub(text)}`);
  expect(expressions.map((text) => `${text} is ${byUs(text)}`)).toEqual(theirs);
});

const known = {
  matrix: [
    { key: 'py', value: '3.11', line: 1 },
    { key: 'py', value: '3.12', line: 1 },
    { key: 'fast', value: 'true', line: 2 },
    { key: 'list', value: '["a","b"]', line: 3 },
  ],
  env: [
    { key: 'TOOL', value: 'npm', line: 4 },
    { key: 'CALL', value: "${{ format('{0} test', env.TOOL) }}", line: 5 },
  ],
  inputs: [{ key: 'mode', value: 'full', line: 6 }],
};

it.each([
  ["${{ format('py{0}', matrix.py) }}", ['py3.11', 'py3.12']],
  ['${{ MATRIX.Py }}', ['3.11', '3.12']],
  ['${{ env.CALL }}', ['npm test']],
  ['${{ env.tool }}', undefined],
  ["${{ matrix.py == '3.11' && 'old' || matrix.py }}", ['old', '3.12', '']],
  ["${{ join(fromJSON(matrix.list), ' ') }}", ['a b']],
  ['${{ fromJSON(matrix.list)[1] }}', ['b']],
  ["${{ case(env.TOOL == 'npm', 'node', 'deno') }}", ['node']],
  ["${{ github.ref == 'x' && 'a' || 'b' }}", undefined],
  ["${{ false && github.ref || 'b' }}", ['b']],
  ["${{ startsWith(env.TOOL, 'NP') && 'y' }}", ['y']],
  ["${{ format('{0}', github.ref) }}", undefined],
  ["${{ 'a}}b' }}", ['a}}b']],
  ['${{ hashFiles(env.TOOL) }}', undefined],
  ['${{ "npm test" }}', undefined],
  ["${{ inputs.mode || 'none' }}", ['full', 'none']],
  ["${{ 'x", undefined],
])('reads the values of %s', (text, values) => {
  expect(valuesOf(text, known)).toEqual(values);
});

it.each([
  ["${{ github.ref == 'x' && 'a' || 'b' }}", ['a', 'b']],
  ["${{ github.ref && 'a' || matrix.py }}", ['a', '3.11', '3.12']],
  ["${{ case(github.ref == 'x', 'a', contains(github.ref, 'y'), 'b', 'c') }}", ['a', 'b', 'c']],
  ["${{ github.ref || 'b' }}", undefined],
  ["${{ github.ref == 'x' && 'a' || github.sha }}", undefined],
])('reads the values among which the run chooses in %s', (text, values) => {
  expect(valuesOf(text, known, 'choices')).toEqual(values);
});

it.each([
  ['false', false],
  ['${{ false }}', false],
  ["${{ 'false' }}", true],
  ['${{ false }}\n', true],
  ['false\n', false],
  ["${{ github.ref == 'x' }} && ${{ false }}", true],
  ["(false || contains('alpha', 'z'))", false],
  ["github.ref == 'x' && !(1 > 0)", false],
  ["'A' == 'a'", true],
  ["matrix.py == '3.9'", false],
  ["matrix.py == '3.12'", undefined],
  ["env.TOOL != 'NPM'", false],
  ["github.ref == 'x'", undefined],
  ['always()', undefined],
])('knows whether the condition %j holds', (text, truth) => {
  expect(truthOf(text, known)).toBe(truth);
});
