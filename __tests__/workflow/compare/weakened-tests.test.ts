import { expect, it } from '@jest/globals';
import { weakenedTests } from '../../../src/workflow/compare/weakened-tests.ts';
import { declaredTests } from '../../../src/workflow/declared-tests.ts';

type Files = Readonly<Record<string, string>>;

const side = (files: Files, removedFiles: readonly string[] = []) => ({
  tests: Object.entries(files).flatMap(([path, text]) => declaredTests(path, text)),
  removedFiles,
  missing: '',
});

function weakeningsOf(
  base: Files,
  head: Files,
  removedFiles?: readonly string[],
): readonly string[] {
  return weakenedTests(side(base), side(head, removedFiles)).map(
    ({ kind, at, path, line, beforeLine, before, after }) =>
      at === 'base'
        ? `${kind} base ${path}:${line} ${before}`
        : `${kind} ${path}:${line}<${beforeLine} ${before} => ${after}`,
  );
}

const A = 'tests/test_a.py';
const one = 'def test_one():\n    assert f(1)\n';
const two = 'def test_two():\n    assert f(2)\n';

const JAVA = 'src/test/java/CartTest.java';
const JEST = 'cart.test.js';

it.each<readonly [string, string, string, string]>([
  [
    JAVA,
    '  void a() {}\n  void b() {}\n',
    '  void a() {}\n/*\n  void b() {}\n*/\n',
    '2 void b() {}',
  ],
  [JEST, "it('a');\nit('b');\n", "it('a');\n/*\nit('b');\n*/\n", "2 it('b');"],
  [JEST, "it('a');\nit('b');\n", "it('a');\nconst c = `\nit('b');\n`;\n", "2 it('b');"],
  [JEST, "it('a');\nit.each([\n  [1],\n])('b');\n", "it('a');\n", "2 it.each([ … ])('b');"],
])('finds a test of %s hidden or removed: %j', (path, before, after, found) => {
  const [line, text] = [found.slice(0, 1), found.slice(2)];
  expect(weakeningsOf({ [path]: before }, { [path]: after })).toEqual([
    `test-removed base ${path}:${line} ${text}`,
  ]);
});

it.each<readonly [string, Files, readonly string[]]>([
  ['deleted', { [A]: one }, [`test-removed base ${A}:3 def test_two():`]],
  ['commented out', { [A]: `${one}# ${two}` }, [`test-removed base ${A}:3 def test_two():`]],
  [
    'skipped',
    { [A]: `${one}@pytest.mark.skip\n${two}` },
    [`test-skipped ${A}:3<3 def test_two(): => @pytest.mark.skip`],
  ],
  [
    'expected to fail',
    { [A]: `${one}@pytest.mark.xfail\n${two}` },
    [`test-skipped ${A}:3<3 def test_two(): => @pytest.mark.xfail`],
  ],
  [
    'skipped under another name',
    { [A]: `${one}@pytest.mark.skip\ndef test_second():\n    assert f(2)\n` },
    [`test-skipped ${A}:3<3 def test_two(): => @pytest.mark.skip`],
  ],
  [
    'replaced by another',
    { [A]: `${one}def test_nothing_at_all():\n    assert True\n` },
    [`test-replaced ${A}:3<3 def test_two(): => def test_nothing_at_all():`],
  ],
])('reports a test that was %s with both lines', (_what, head, expected) => {
  expect(weakeningsOf({ [A]: one + two }, head)).toEqual(expected);
});

it.each<readonly [string, Files]>([
  ['kept', { [A]: one + two }],
  ['moved in its file', { [A]: two + one }],
  ['moved to another file', { [A]: one, 'tests/test_b.py': two }],
  ['renamed', { [A]: `${one}def test_two_of_them():\n    assert f(3)\n` }],
  ['renamed and moved', { [A]: one, 'tests/b.py': 'def test_second():\n    assert f(2)\n' }],
  ['rewritten', { [A]: `${one}def test_two():\n    assert g(2)\n` }],
  ['joined by a skipped one', { [A]: `${one}${two}@pytest.mark.skip\ndef test_new(): pass\n` }],
])('does not report a test that was %s', (_what, head) => {
  expect(weakeningsOf({ [A]: one + two }, head)).toEqual([]);
});

it('reports an only, even of a new test, and a todo', () => {
  const base = { 'a.test.ts': "it('a', () => { f(); });\nit('b', () => { g(); });\n" };
  expect([
    weakeningsOf(base, {
      'a.test.ts': "it.only('a', () => { f(); });\nit('b', () => { g(); });\n",
    }),
    weakeningsOf(base, { ...base, 'b.test.ts': "it.only('new', () => {});\n" }),
    weakeningsOf(base, { 'a.test.ts': "it('a', () => { f(); });\nit.todo('b');\n" }),
    weakeningsOf(base, {
      'a.test.ts': `describe.skip('c', () => {\n${base['a.test.ts'].replace(/^/gm, '  ')}});\n`,
    }),
  ]).toEqual([
    ["test-focused a.test.ts:1<1 it('a', () => { f(); }); => it.only('a', () => { f(); });"],
    ["test-focused b.test.ts:1<1  => it.only('new', () => {});"],
    ["test-skipped a.test.ts:2<2 it('b', () => { g(); }); => it.todo('b');"],
    ["test-skipped a.test.ts:1<1 it('a', () => { f(); }); => describe.skip('c', () => {"],
  ]);
});

it('reports a removed test unless the file it tested was removed too', () => {
  const base = { 'tests/test_old.py': one };
  expect([
    weakeningsOf(base, {}, ['tests/test_old.py', 'src/old.py']),
    weakeningsOf(base, {}, ['tests/test_old.py']),
  ]).toEqual([[], ['test-removed base tests/test_old.py:1 def test_one():']]);
});
