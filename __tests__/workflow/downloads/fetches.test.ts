import { expect, it } from '@jest/globals';
import { fetchesOf } from '../../../src/workflow/downloads/fetches.ts';
import { fixtureText, workflowOf } from '../fixture-files.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';

function levels(run: string) {
  const indented = run.replaceAll('\n', '\n          ');
  const text = `on: push\nenv:\n  TOOL_URL: https://x.org/tool\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: |\n          ${indented}\n`;
  return fetchesOf(workflowOf(text)).map(({ level }) => level);
}

it.each([
  ['git clone https://github.com/x/y', ['moving-code']],
  ['git clone -b v1.2 https://github.com/x/y', ['tag']],
  [`git clone https://github.com/x/y && git -C y checkout ${sha}`, ['content-addressed']],
  [
    `git clone https://github.com/x/y\ngit clone https://github.com/x/z\ncd z\ngit checkout ${sha}`,
    ['moving-code', 'content-addressed'],
  ],
  ['git clone https://github.com/${{ github.repository }}', []],
  ['git submodule update --init', ['content-addressed']],
  ['git submodule update --remote', ['moving-code']],
  ['curl -sSL https://x.org/i.sh | sh', ['piped-shell']],
  ['curl -sSL https://x.org/i.sh | sudo -E bash -s -- -y', ['piped-shell']],
  ['wget -qO- https://x.org/i.sh | bash', ['piped-shell']],
  ['bash <(curl -s https://x.org/i.sh)', ['piped-shell']],
  ['python3 <(curl -s https://x.org/i.py)', ['piped-shell']],
  ['sh -c "$(curl -fsSL https://x.org/i.sh)"', ['piped-shell']],
  [`curl -sSL https://raw.githubusercontent.com/x/y/${sha}/i.sh | sh`, ['content-addressed']],
  ['curl -sSL https://x.org/v1.2.3/i.sh | sh', ['tag']],
  ['curl -LO https://x.org/tool.tar.gz', ['moving-code']],
  ['curl -o d.csv https://x.org/d.csv', ['moving-data']],
  ['curl -L "$TOOL_URL" -o tool', ['moving-code']],
  ['curl -Lo t https://x.org/t\necho "abc  t" | sha256sum -c -', ['content-addressed']],
  [
    'curl -LO https://x.org/t\ncurl -LO https://x.org/SHA256SUMS\nsha256sum -c SHA256SUMS',
    ['moving-code', 'moving-code'],
  ],
  ['curl -LO https://x.org/t\necho "abc  other" | sha256sum -c -', ['moving-code']],
  ['wget https://x.org/releases/download/v2.1.0/a.zip', ['tag']],
  ['V=2.1.0\ncurl -LO https://x.org/v$V/a.zip', ['tag']],
  ['if x; then V=2.1.0; fi\ncurl -LO https://x.org/v$V/a.zip', ['moving-code']],
  ['V=$(cat v)\ncurl -LO https://x.org/v$V/a.zip', ['moving-code']],
  ['uv run --with httpie==3.2.4 a.py', ['tag']],
  ['uv run --with httpie a.py', ['moving-code']],
  ['uv run a.py --with httpie', []],
  ['uv tool run ruff', ['moving-code']],
  ['go run x.org/y/z@v1.2.3 ./...', ['tag']],
  ['go run ./cmd/z', []],
  ['go install x.org/y@v1.2.3', []],
  ['deno run npm:cowsay@1.6.0', ['tag']],
  ['deno run main.ts', []],
  ['kubectl apply -f https://x.org/a.yaml', ['moving-data']],
  ['kubectl apply -f a.yaml', []],
  ['nix run github:x/y', ['moving-code']],
  [`nix run github:x/y/${sha}`, ['content-addressed']],
  ['oras pull ghcr.io/x/y:v1.2', ['tag']],
  ['pwsh -c "irm https://x.org/i.ps1 | iex"', ['piped-shell']],
  [
    `curl -LO https://x.org/t\ntest "$(sha256sum t)" = "${'ab'.repeat(32)}  t"`,
    ['content-addressed'],
  ],
  ['curl -f http://localhost:7860/health', []],
  ['curl http://db:5432/ -o x', []],
  ['curl -sf https://x.org/health', []],
  ['curl -s https://x.org/health > /dev/null', []],
  ['curl -X POST https://hooks.x.org/y -d @body.json', []],
  ['docker pull redis', ['moving-code']],
  ['docker run --rm -it -p 80:80 postgres:15.2 psql', ['tag']],
  [`docker pull redis@sha256:${'a'.repeat(64)}`, ['content-addressed']],
  ['docker build -t app:ci .\ndocker run --rm app:ci', []],
  ['pip install git+https://github.com/x/y@main', ['moving-code']],
  ['pip install git+https://github.com/x/y@v1.0', ['tag']],
  [`pip install "y @ git+https://github.com/x/y@${sha}"`, ['content-addressed']],
  ['pip install --index-url https://x.org/simple a', []],
  ['npm i github:x/y', ['moving-code']],
  ['npx eslint .', []],
  ['npx tsc -p tsconfig.json', []],
  ['npx -p typescript@5.9.2 tsc -p .', ['tag']],
  ['bunx prettier --check .', ['moving-code']],
  ['bun install\nbunx prettier --check .', []],
  ['deno run https://x.org/a.ts', ['moving-code']],
  ['curl -s https://x.org/api | python3 -m json.tool', ['moving-data']],
  ['curl -s https://x.org/api | python3 -c "import sys"', ['moving-data']],
  ['curl -s https://x.org/api | bash ci/own.sh', ['moving-data']],
  ['curl -s https://x.org/api | jq .name', ['moving-data']],
  ['curl -s https://x.org/i.py | python3 -', ['piped-shell']],
  ['curl -s https://x.org/i.sh | bash -s own', ['piped-shell']],
  [
    'curl -sSLo t.gz https://x.org/t-1.2.3.gz\necho "abc  t.gz" | sha256sum -c',
    ['content-addressed'],
  ],
  ['curl -sSLo t https://x.org/t\necho "abc  t" | sha256sum -c || true', ['moving-code']],
  ['npx --yes cowsay hi', ['moving-code']],
  ['npx cowsay@1.6.0 hi', ['tag']],
  ['npx cowsay@latest hi', ['moving-code']],
  ['uvx ruff check', ['moving-code']],
  ['uvx ruff@0.6.9 check', ['tag']],
  ['pnpm dlx cowsay', ['moving-code']],
  ['go install x.org/y@latest', ['moving-code']],
  ['go install x.org/y@v1.2.3', []],
  ['aws s3 cp s3://bucket/data.csv .', ['moving-data']],
  ['aws s3 cp out.csv s3://bucket/', []],
  ['gh release download v1.2.0 -R x/y', ['tag']],
  ['echo "curl https://x.org/i.sh | sh"', []],
])('%s', (run, expected) => {
  expect(levels(run)).toEqual(expected);
});

it('rates a checkout of another repository by its ref, and ignores the own repository', () => {
  const fetches = fetchesOf(workflowOf(fixtureText('fetches')));
  expect(fetches.slice(0, 2).map(({ line, what, level }) => [line, what, level])).toEqual([
    [8, 'git submodules', 'content-addressed'],
    [11, 'octo/models@main', 'moving-code'],
  ]);
});

const windows = (run: string) =>
  fetchesOf(
    workflowOf(
      `on: push\njobs:\n  a:\n    runs-on: windows-latest\n    steps:\n      - run: |\n          ${run}\n`,
    ),
  ).map(({ level }) => level);

it.each([
  ['iwr -useb https://x.org/i.ps1 | iex', ['piped-shell']],
  ['Invoke-Expression (Invoke-RestMethod https://x.org/i.ps1)', ['piped-shell']],
  ['& ([scriptblock]::Create((irm https://x.org/i.ps1))) -Yes', ['piped-shell']],
  ['Invoke-WebRequest -Uri https://x.org/t.exe -OutFile t.exe', ['moving-code']],
  ['Invoke-WebRequest https://x.org/v1.2.3/t.exe -OutFile t.exe', ['tag']],
  ['irm https://x.org/health', []],
])('reads the download of PowerShell in %j', (run, expected) => {
  expect(windows(run)).toEqual(expected);
});

it.each([
  [
    'curl -Lo t.exe https://x.org/${{ matrix.v }}/t-${{ matrix.v }}.exe',
    'https://x.org/1.2.0/t-1.2.0.exe',
    'tag',
  ],
  ['docker pull swift:${{ matrix.v }}', 'swift:1.2.0', 'tag'],
  ['git clone -b v${{ matrix.v }} https://github.com/x/y', 'https://github.com/x/y', 'tag'],
])('reads the values of a matrix in the download %j', (run, what, level) => {
  const matrix = '    strategy: {matrix: {v: [1.2.0, 1.3.0]}}\n';
  const text = `on: push\njobs:\n  a:\n    runs-on: u\n${matrix}    steps:\n      - run: ${run}\n`;
  expect(fetchesOf(workflowOf(text)).map((one) => [one.what, one.level])).toEqual([[what, level]]);
});
