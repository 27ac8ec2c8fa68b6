import { describe, expect, it } from '@jest/globals';
import { declaredTests } from '../../src/workflow/declared-tests.ts';

const declared = (path: string, text: string): readonly string[] =>
  declaredTests(path, text).map(
    ({ line, name, state, group }) => `${line} ${state}${group ? ' group' : ''} ${name}`,
  );

describe('tests are read with their line and what becomes of them', () => {
  it.each<readonly [string, string, readonly string[]]>([
    [
      'test_api.py',
      `import pytest

def helper():
    pass

def test_plain():
    assert helper()

@pytest.mark.skip(reason="slow")
def test_marked():
    pass

@pytest.mark.xfail
async def test_bad(): pass

class TestGroup:
    @unittest.skipIf(os.name == "nt", "no")
    def test_in(self):
        pass
    def test_inside(self):
        self.skipTest("later")
# def test_gone(): pass
`,
      [
        '6 runs test_plain',
        '9 skipped test_marked',
        '13 expected-to-fail test_bad',
        '16 runs group TestGroup',
        '17 skipped test_in',
        '21 skipped test_inside',
      ],
    ],
    [
      'api.test.ts',
      `describe('api', () => {
  it('answers', async () => {
    expect(1).toBe(1);
  });
  it.skip("is slow", () => {});
  xit('is older', () => {});
  test.only('alone', () => {});
  it.todo('later');
  test.failing('fails', () => {});
  it.each([[1], [2]])('counts %i', (n) => {});
  test.skipIf(process.platform === 'win32')('not there', () => {});
  // it('is a comment', () => {});
});
describe.skip('whole', () => {
  it('is in it', () => { t.skip(); });
});
`,
      [
        '1 runs group api',
        '2 runs answers',
        '5 skipped is slow',
        '6 skipped is older',
        '7 only alone',
        '8 todo later',
        '9 expected-to-fail fails',
        '10 runs counts %i',
        '11 skipped not there',
        '14 skipped group whole',
        '14 skipped is in it',
      ],
    ],
    [
      'api_test.go',
      'func TestA(t *testing.T) {\n\tcheck(t)\n}\nfunc TestB(t *testing.T) {\n\tt.Skip("flaky")\n}\nfunc helper() {}\n',
      ['1 runs TestA', '5 skipped TestB'],
    ],
    [
      'src/test/java/ApiTest.java',
      'public class ApiTest {\n  @Test\n  void answers() {}\n  @Disabled("flaky")\n  @Test\n  public void later() {}\n}\n',
      ['1 runs group ApiTest', '3 runs answers', '4 skipped later'],
    ],
    [
      'ApiTests.cs',
      '[Fact(Skip = "flaky")]\npublic async Task Answers() {}\n',
      ['1 skipped Answers'],
    ],
    [
      'tests/api.rs',
      '#[test]\nfn answers() {}\n#[test]\n#[ignore]\nfn later() {}\n',
      ['2 runs answers', '4 skipped later'],
    ],
    [
      'api_spec.rb',
      "describe Api do\n  it 'answers' do\n  end\n  xit 'later' do\n  end\n  it 'waits', skip: true do\n  end\nend\n",
      ['1 runs group Api', '2 runs answers', '4 skipped later', '6 skipped waits'],
    ],
    ['notes.txt', "it('is no code')\n", []],
  ])('%s', (path, text, expected) => {
    expect(declared(path, text)).toEqual(expected);
  });
});

it('hashes the body of a test independent of position and white space', () => {
  const [first] = declaredTests(
    'a.test.ts',
    "describe('d', () => {\n  it('a', () => {\n    f(1);\n  });\n});\n",
  ).slice(1);
  const [second] = declaredTests(
    'b.test.ts',
    "it('b', () => { f(1); });\nit('c', () => { f(2); });\n",
  );
  expect(second?.body).toBe(first?.body);
  expect(declaredTests('b.test.ts', "it('b', () => { f(2); });\n")[0]?.body).not.toBe(first?.body);
});

it('finds no declarations in multi-line strings', () => {
  const script =
    "it('a', () => {\n  const text = `\n  it.only('quoted', () => {});\n`;\n});\nit('b', () => { f(`x`); });\n";
  const python =
    'def test_a():\n    text = """\ndef test_quoted(): pass\n"""\ndef test_b(): pass\n';
  expect([declared('a.test.ts', script), declared('test_a.py', python)]).toEqual([
    ['1 runs a', '6 runs b'],
    ['1 runs test_a', '5 runs test_b'],
  ]);
});

it.each([
  ['a text with a backtick', "const a = b.replaceAll('`', '');"],
  ['a pattern with a backtick', 'const a = /`/;'],
  ['a pattern with quotes', `const a = /['"\`]/.test(b) ? 1 / 2 : 3 / 4;`],
  ['a comment with a backtick', 'f(); // not `'],
  ['an apostrophe in a template', "const a = `don't`;"],
  ['a template in a template', 'const a = `${b.map((c) => `- ${c}`)}`;'],
])('finds the test behind %s', (_, line) => {
  expect(declared('a.test.ts', `${line}\nit('a', () => {});\n`)).toEqual(['2 runs a']);
});

it.each([
  ['a table', "it.each([\n  [1],\n])('a', (n) => {});", '1 runs a'],
  [
    'a table of types',
    "it.each<[string, Map<string, B<C>>]>([\n  ['(', d],\n])(\n  'a',\n);",
    '1 runs a',
  ],
  [
    'a table of a template',
    "it.each`\n  n | m\n  ${1} | ${f(2)}\n`('a $n', () => {});",
    '1 runs a $n',
  ],
  ['a condition', "test.skipIf(\n  f(),\n)('a', () => {});", '1 skipped a'],
  ['a skipped table', "it.skip.each([\n  [1],\n])('a', () => {});", '1 skipped a'],
  ['a group for each', "describe.each([\n  [1],\n])('a', () => {});", '1 runs group a'],
  ['a parenthesis', "it(\n  'a',\n  () => {},\n);", '1 runs a'],
  ['parts of a template', 'it(`a ${b(`c`)} d`, () => {});', '1 runs a ${b(`c`)} d'],
  ['a quote', "it('it\\'s a', () => {});", "1 runs it\\'s a"],
])('finds the name behind %s', (_, text, expected) => {
  expect(declared('a.test.ts', `${text}\n`)).toEqual([expected]);
});

it.each([
  ['CartSpec.kt', 'test("adds") {', '1 runs adds'],
  ['CartSpec.kt', 'xtest("adds") {', '1 skipped adds'],
  ['CartTest.kt', 'context("a cart") {', '1 runs group a cart'],
  ['CartTest.kt', '"adds" {', '1 runs adds'],
  ['CartTest.kt', '"!adds" {', '1 skipped adds'],
  ['CartTest.kt', 'test("adds").config(enabled = false) {', '1 skipped adds'],
  ['CartSpec.scala', '"A cart" should "add" in {', '1 runs add'],
  ['CartSpec.scala', 'it should "add" ignore {', '1 skipped add'],
  ['CartSpec.scala', '"A cart" when {', '1 runs group A cart'],
  ['CartSuite.scala', 'test("adds") {', '1 runs adds'],
  ['CartTest.scala', 'test("adds".ignore) {', '1 skipped adds'],
  ['CartTest.php', "it('adds', function () {", '1 runs adds'],
  ['CartTest.php', "it('adds', function () {\n})->skip('slow');", '2 skipped adds'],
  ['cart_test.dart', "test('adds', () {", '1 runs adds'],
  [
    'cart_test.dart',
    "testWidgets(\n  'adds',\n  (tester) async {},\n  skip: true,\n);",
    '4 skipped adds',
  ],
  ['cart_test.dart', "group('cart', () {", '1 runs group cart'],
  [
    'cart_test.dart',
    "a = '''\ntest('adds', () {});\n''';\ntest('b', () {}, skip: 'x');",
    '4 skipped b',
  ],
  ['cart_test.exs', 'test "adds", %{cart: cart} do', '1 runs adds'],
  ['cart_test.exs', '@tag :skip\ntest "adds" do', '1 skipped adds'],
  ['cart_test.exs', 'describe "cart" do', '1 runs group cart'],
  ['CartTest.swift', '@Test(.disabled("slow")) func adds() {', '1 skipped adds'],
  ['CartTest.java', '@Test(enabled = false)\npublic void adds() {', '1 skipped adds'],
])('finds the test of %s: %s', (path, text, expected) => {
  expect(declared(path, `${text}\n`)).toEqual([expected]);
});

it.each([
  [
    'test_a.py',
    'pytestmark = pytest.mark.skip(reason="x")\nclass TestA:\n    def test_b(self):',
    'skipped',
    2,
  ],
  [
    'test_a.py',
    'pytestmark = [pytest.mark.xfail]\ndef test_a():\ndef test_b():',
    'expected-to-fail',
    2,
  ],
  [
    'test_a.py',
    'if x:\n    pytest.skip("x", allow_module_level=True)\ndef test_a():',
    'skipped',
    1,
  ],
  ['a_test.go', '//go:build ignore\npackage a\nfunc TestA(t *testing.T) {', 'skipped', 1],
  ['a_test.exs', '@moduletag :skip\ndescribe "a" do\n  test "b" do', 'skipped', 2],
])('takes every test of %s for skipped behind %j', (path, text, state, count) => {
  const states = declaredTests(path, `${text}\n`).map((one) => one.state);
  expect(states).toEqual(Array.from({ length: count }, () => state));
});

it('finds the tests of a group whose name is no text', () => {
  const text = "describe.skip(A.name, () => {\n  it('a', () => {});\n});\nit('b', () => {});\n";
  expect(declared('a.test.ts', text)).toEqual([
    '1 skipped group A.name',
    '1 skipped a',
    '4 runs b',
  ]);
});

it('takes a group of Playwright for a group, and its hooks and steps for no tests', () => {
  const text =
    "test.describe('a', () => {\n  test.beforeEach('b', async () => {});\n  test.skip(isOld, 'old');\n  test('c', async () => {\n    await test.step('d', async () => {});\n  });\n});\n";
  expect(declared('a.spec.ts', text)).toEqual(['1 runs group a', '4 runs c']);
});

it.each([
  'test.describe(() => {',
  'describe(async () => {',
  'describe(function () {',
  'describe(wrapped(() => {',
  'describe(x => {',
])('finds the test of a group without a name: %s', (line) => {
  expect(declared('a.test.ts', `${line}\n  it('a', () => {});\n}));\n`)).toEqual(['2 runs a']);
});

it('takes no method for a test', () => {
  const text =
    'class A {\n  test(a: string, b: number): void {}\n  it(a) {\n    test(a);\n  }\n}\n';
  expect(declared('a.test.ts', text)).toEqual([]);
});

it('shows both lines of a table, whose rows are a part of the test', () => {
  const bodyOf = (name: string, row: string) =>
    declaredTests('a.test.ts', `it.each([\n  ${row},\n])('${name}', () => {\n  f();\n});\n`)[0];
  expect([
    bodyOf('a', '[1]')?.text,
    bodyOf('a', '[1]')?.body === bodyOf('b', '[1]')?.body,
    bodyOf('a', '[1]')?.body === bodyOf('a', '[2]')?.body,
  ]).toEqual(["it.each([ … ])('a', () => {", true, false]);
});

it.each([
  ['a comment', "/*\nit('a', () => {});\n*/"],
  ['a template that begins behind a text', "f('`', `\nit('a', () => {});\n`);"],
  ['a template that goes on behind an expression', "f(`${b}\nit('a', () => {});\n`);"],
])('finds no test inside of %s', (_, text) => {
  expect(declared('a.test.ts', `${text}\n`)).toEqual([]);
});

it.each([
  ['ATest.java', "char a = '\"'; char b = '\\'';", '  void testA() {'],
  ['ATest.java', 'f("/*", "http://a");', '  void testA() {'],
  ['ATest.java', 'String a = """\n  it\'s "/* quoted"\n""";', '  void testA() {'],
  ['ATest.cs', 'var a = @"C:\\";', '  public void TestA() {'],
  ['ATest.kt', 'fun `it is /* a name`() {}', '  fun testA() {'],
  ['a_test.go', "const a = '`'", 'func TestA(t *testing.T) {'],
  ['tests/a.rs', "fn f<'a>(x: &'a str, y: char) { g('\"') }", 'fn test_a() {'],
  ['ATest.php', "f('src/*', \"it's\"); # don't", '  public function testA() {'],
  ['test_a.py', 'a = "don\'t" # it\'s """', 'def test_a():'],
  ['test_a.py', 'a = \'"""\'', 'def test_a():'],
])('finds the test of %s behind %s', (path, before, line) => {
  expect(declared(path, `${before}\n${line}\n`).at(-1)).toMatch(/ runs test_?a$/i);
});

it.each([
  ['ATest.java', '/*', '  void testA() {', '*/'],
  ['ATest.java', 'a = """', '  void testA() {', '""";'],
  ['ATest.kt', '/* /* */', '  fun testA() {', '*/'],
  ['a_test.go', 'a := `', 'func TestA(t *testing.T) {', '`'],
  ['tests/a.rs', '/* /* */', 'fn test_a() {', '*/'],
  ['tests/a.rs', 'let a = r#"', 'fn test_a() {', '"#;'],
  ['ATest.php', "$a = '", '  public function testA() {', "';"],
  ['a_spec.rb', '=begin', "it 'a' do", '=end'],
  ['test_a.py', "a = '''", 'def test_a():', "'''"],
])('finds no test of %s between %s and its end', (path, begin, line, end) => {
  expect(declared(path, `${begin}\n${line}\n${end}\n`)).toEqual([]);
});

it('finds the tests of a component', () => {
  const text = "it('a', () => render(<p>don't `</p>));\nit('b', () => {});\n";
  expect(declared('a.test.tsx', text)).toEqual(['1 runs a', '2 runs b']);
});

it('finds every test of a file of a hundred thousand lines', () => {
  const text = "it('is one of many', () => { expect(1).toBe(1); });\n".repeat(100_000);
  expect(declaredTests('a.test.ts', text)).toHaveLength(100_000);
});
