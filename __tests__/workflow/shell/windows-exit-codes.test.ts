import { expect, it } from '@jest/globals';
import { ignoredFailures } from '../../../src/workflow/gates/ignored-failures.ts';
import { commandsOf } from '../../../src/workflow/shell/commands.ts';
import { lostExitCodes } from '../../../src/workflow/shell/lost-exit-codes.ts';
import { workflowOf } from '../fixture-files.ts';

const lost = (text: string, shell = 'pwsh') =>
  lostExitCodes({ text, line: 1, shell }).map(({ kind, line }) => `${line} ${kind}`);

it.each([
  'dotnet test\ndotnet publish -o out',
  'npm test; npm run docs',
  'npm test\nexit 0',
  'if ($env:FULL -eq "1") { npm test }\ngit status',
  'foreach ($d in $dirs) { npm test }\ngit status',
  'npm test | Tee-Object log.txt\ngit status',
  'npm test || git status',
  '$out = npm test\ngit status',
  '& npm test `\n  --silent\ngit status',
])('reports a check in PowerShell whose exit code a later program replaces: %j', (text) => {
  expect(lost(text).map((each) => each.replace(/^\d+ /, ''))).toEqual(['overwritten']);
});

it.each([
  'dotnet restore\ndotnet test',
  'npm test\nWrite-Host "done"',
  'npm test\nif ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }\ngit status',
  'npm test\nif ($LASTEXITCODE) { throw "failed" }\ngit status',
  'npm test\nif ($LASTEXITCODE -eq 0) { echo ok } else { exit 1 }\ngit status',
  'npm test\n$code = $LASTEXITCODE\ngit status\nexit $code',
  'npm test || exit 1\ngit status',
  'npm test && git status',
  '$PSNativeCommandUseErrorActionPreference = $true\nnpm test\ngit status',
  'if ($x) { npm test } else { git status }',
  '# npm test\ngit status',
  '<#\nnpm test\n#>\ngit status',
  'Write-Host "npm test"\ngit status',
  '$text = @"\nnpm test\n"@\ngit status',
])('reports no check in PowerShell for %j', (text) => {
  expect(lost(text)).toEqual([]);
});

it.each([
  ['dotnet test\nnuget push', ['1 overwritten']],
  ['call npm test & git status', ['1 overwritten']],
  ['if exist web (\n  npm test\n)\ngit status', ['2 overwritten']],
  ['npm test || exit /b 1\ngit status', []],
  ['npm test\nif errorlevel 1 exit /b 1\ngit status', []],
  ['npm test\nif %ERRORLEVEL% NEQ 0 exit /b %ERRORLEVEL%\ngit status', []],
  ['rem npm test\ngit status', []],
  ['npm test && git status', []],
  ['npm test\necho done', []],
])('reads the exit codes of cmd in %j', (text, expected) => {
  expect(lost(text, 'cmd')).toEqual(expected);
});

it('returns the commands of a PowerShell script with lines and words', () => {
  const text = 'cd web\nforeach ($f in $files) {\n  npm run "lint" -- $f\n}\n';
  expect(
    commandsOf({ text, line: 4, shell: 'pwsh' })
      .filter(({ words }) => /^(?:cd|npm)$/.test(words[0] ?? ''))
      .map(({ line, words }) => [line, ...words]),
  ).toEqual([
    [4, 'cd', 'web'],
    [6, 'npm', 'run', 'lint', '--', '$f'],
  ]);
});

it('reads a script of msys2 as bash with pipefail', () => {
  expect([lost('pytest | tee log', 'msys2 {0}'), lost('pytest || true', 'msys2 {0}')]).toEqual([
    [],
    ['1 or-true'],
  ]);
});

it('keeps an expression in one PowerShell word with the text after it', () => {
  const text =
    'docker run -v ${{ github.workspace }}:C:\\src ${{ matrix.image }} dotnet test\n& ${env:TOOL} a';
  expect(commandsOf({ text, line: 1, shell: 'pwsh' }).map(({ words }) => words)).toEqual([
    [
      'docker',
      'run',
      '-v',
      '${{ github.workspace }}:C:\\src',
      '${{ matrix.image }}',
      'dotnet',
      'test',
    ],
    ['${env:TOOL}', 'a'],
  ]);
});

it.each([
  ["runner.os == 'Windows'", 'pwsh'],
  ["${{ matrix.os == 'windows-latest' && github.event_name == 'push' }}", 'pwsh'],
  ["startsWith(matrix.os, 'windows')", 'pwsh'],
  ["runner.os != 'Windows'", ''],
  ["runner.os == 'Windows' || runner.os == 'Linux'", ''],
])('reads the shell of a step of a mixed matrix by its condition %j', (condition, shell) => {
  const matrix = '    strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}\n';
  const text = `on: push\njobs:\n  a:\n    runs-on: \${{ matrix.os }}\n${matrix}    steps:\n      - run: a\n        if: ${JSON.stringify(condition)}\n`;
  expect(workflowOf(text).jobs[0]?.steps[0]?.run?.shell).toBe(shell);
});

const mixed = (run: string, step = '') =>
  ignoredFailures(
    workflowOf(`on: push
jobs:
  a:
    strategy: { matrix: { os: [ubuntu-latest, windows-latest] } }
    runs-on: \${{ matrix.os }}
    steps:
      - run: ${JSON.stringify(run)}
${step}`),
  ).map(({ text, certain }) => [text, certain]);

it.each<[string, string, readonly unknown[]]>([
  ['npm test\nnpm run other', '', [['npm test (then npm run other) on Windows', false]]],
  ['npm ci\nnpm test', '', []],
  ['npm test && npm run other', '', []],
  ['if [ -f a ]; then npm test; fi\nnpm run other', '', []],
  ['npm test\nnpm run other', '        shell: bash\n', []],
  ['npm test\nnpm run other', "        if: runner.os != 'Windows'\n", []],
])('reads %j in the shells of both systems of a matrix, with %j', (run, step, expected) => {
  expect(mixed(run, step)).toEqual(expected);
});

it('does not take the commands of a matrix for one script', () => {
  const workflow = workflowOf(`on: push
jobs:
  a:
    runs-on: \${{ matrix.os }}
    strategy:
      matrix:
        include: [{ os: ubuntu-latest, run: pytest -n 2 }, { os: windows-latest, run: pytest }]
    steps: [{ run: '\${{ matrix.run }}' }]
`);
  expect(ignoredFailures(workflow)).toEqual([]);
});
