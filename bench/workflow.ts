/**
 * `npm run bench:workflow`: how long a workflow of 2,000 lines takes, from text to all facts, compared with a
 * plain YAML parse. CPU time, best of all rounds; goal: at most twice the parse plus 50 ms.
 */
import { parse } from 'yaml';
import { factsOf } from '../src/workflow/facts.ts';
import { readWorkflow } from '../src/workflow/parse/read-workflow.ts';

const ROUNDS = Number(process.argv[2] ?? 20);
const LINES = 2_000;

const STEPS = [
  '- uses: actions/checkout@v4\n        with: { fetch-depth: 0 }',
  '- name: Install\n        run: |\n          python -m pip install -r requirements.txt\n          npm ci --prefix web',
  '- name: Test\n        run: |\n          set -o pipefail\n          pytest -q --cov=src | tee log.txt\n          cd web && npm test -- --ci || exit 1',
  '- name: Tool\n        run: curl -fsSL https://example.org/v1.2.3/tool.tar.gz | tar xz',
  '- { run: cargo test --all-features, continue-on-error: true }',
];

function workflowText(): string {
  const lines = ['on: [push, pull_request]', 'permissions: { contents: read }', 'jobs:'];
  for (let job = 0; lines.length < LINES; job += 1) {
    const steps = Array.from({ length: 20 }, (_, at) => `      ${STEPS[at % STEPS.length]}`);
    const head = `  job${job}:\n    runs-on: ubuntu-latest\n    steps:`;
    lines.push(...[head, ...steps].join('\n').split('\n'));
  }
  return `${lines.join('\n')}\n`;
}

/** Milliseconds of the processor, the best of all rounds. */
function best(run: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

const text = workflowText();
const plain = best(() => parse(text));
const read = best(() => factsOf([readWorkflow('.github/workflows/ci.yml', '', text)], [], []));
const most = 2 * plain + 50;
const { stdout } = process;
stdout.write(`${text.split('\n').length - 1} lines, best of ${ROUNDS} rounds\n`);
stdout.write(
  `plain YAML parse ${plain.toFixed(1)} ms, all facts ${read.toFixed(1)} ms, goal ${most.toFixed(1)} ms\n`,
);
process.exitCode = read <= most ? 0 : 1;
