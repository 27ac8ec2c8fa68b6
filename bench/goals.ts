/**
 * `npm run bench:goals`: prints each goal of the action's processor time and memory, the limit that is
 * measured in the same run, and the ratio to it. Whole processes are measured, Node's start included;
 * best of all rounds, because other work on the machine only adds time.
 *
 *     npm run bench:goals -- [ROUNDS] [lines | json | checkout | TESTS]…
 *
 * Measures all parts with 500,000 tests unless parts are named; 2000000 takes minutes. Making the
 * checkout takes longer than the audits of it.
 *
 * MILESTONE_AUDIT_ACTION names a folder with another `dist`, MILESTONE_AUDIT_NODE another node.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeZip } from '../__tests__/report-formats/zip/make-zip.ts';
import { artifactOf } from '../sandbox/edit-story.ts';
import { runAction } from '../sandbox/runner/run-action.ts';
import { loadStory, startSandbox } from '../sandbox/start-sandbox.ts';
import { FILES, makeBigCheckout, WORKFLOWS } from './big-checkout.mjs';
import { buildStages } from './build-stages.mjs';
import { junitFile } from './generate.mjs';

const [given = '2', ...parts] = process.argv.slice(2);
const rounds = Number(given);
const NODE = process.env['MILESTONE_AUDIT_NODE'] || process.execPath;
const ACTION = process.env['MILESTONE_AUDIT_ACTION'] || process.cwd();
const PARTS = parts.length > 0 ? parts : ['lines', 'json', '500000', 'checkout'];
const TESTS_PER_FILE = 1000;
/** Peak memory of the action, in MiB, by the number of tests. */
const MAX_MIB = [
  [500_000, 150],
  [2_000_000, 200],
] as const;

/** Processor time of a large checkout's audit, by that of git's lists; it was 8.6 on 2026-11-30, of which 60% are allowed. */
const MAX_OF_GIT = 5;

interface Usage {
  readonly cpu: number;
  readonly mib: number;
}

const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-goals-'));
const usageFile = join(folder, 'usage.json');
const usage = join(folder, 'usage.mjs');
writeFileSync(
  usage,
  `import { writeFileSync } from 'node:fs';
  import { peakMib } from ${JSON.stringify(pathToFileURL(join(process.cwd(), 'bench/peak-memory.mjs')).href)};
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(${JSON.stringify(usageFile)}, JSON.stringify({ cpu: (user + system) / 1e3, mib: peakMib() }));
  });`,
);
const stages = join(folder, 'stages.mjs');
await buildStages(folder, ['bench/stages.mjs', 'bench/line-formats.ts', 'bench/json-documents.ts']);

function best(measure: readonly Usage[]): Usage {
  return {
    cpu: Math.min(...measure.map(({ cpu }) => cpu)),
    mib: Math.min(...measure.map(({ mib }) => mib)),
  };
}

/** A stage of `stages.mjs` in a process of its own. */
function stage(...args: readonly string[]): Usage {
  return measured(stages, ...args);
}

function measured(script: string, ...args: readonly string[]): Usage {
  execFileSync(NODE, ['--import', pathToFileURL(usage).href, script, ...args]);
  return JSON.parse(readFileSync(usageFile, 'utf8')) as Usage;
}

type Files = Readonly<Record<string, Uint8Array>>;

/** A whole audit of a pull request whose artifact has these files. */
async function action(files: Files): Promise<Usage> {
  const story = loadStory('sandbox/stories/m01');
  artifactOf(story, 'junit').files = files;
  const sandbox = await startSandbox(story);
  const home = mkdtempSync(join(folder, 'run-'));
  const { name, payload, github } = sandbox.event('pull_request');
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(usage).href}` };
  const start = { action: ACTION, folder: home, token: sandbox.token, node: NODE, env };
  const end = await runAction({ ...start, event: { name, payload }, github });
  await sandbox.close();
  rmSync(home, { recursive: true });
  if (!end.outputs['evidence-file']) throw new Error(end.log);
  return JSON.parse(readFileSync(usageFile, 'utf8')) as Usage;
}

interface Row {
  readonly goal: string;
  readonly limit: string;
  readonly value: number;
  readonly max: number;
}

/** Stages of `stages.mjs` that read the same zip. */
const STAGES = ['inflate', 'saxes', 'product', 'collect'] as const;

async function ofTests(tests: number): Promise<readonly Row[]> {
  const names = Array.from({ length: tests / TESTS_PER_FILE }, (_, at) => at);
  const contents = names.map((at) => ({
    name: `TEST-${at}.xml`,
    content: junitFile(at, TESTS_PER_FILE),
  }));
  const zip = join(folder, `${tests}.zip`);
  writeFileSync(zip, makeZip(contents));
  const files = Object.fromEntries(contents.map(({ name, content }) => [name, content]));
  const taken: Record<(typeof STAGES)[number], Usage[]> = {
    inflate: [],
    saxes: [],
    product: [],
    collect: [],
  };
  const actions: Usage[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const name of STAGES) taken[name].push(stage(name, zip));
    actions.push(await action(files));
  }
  rmSync(zip);
  const [inflate, saxes] = [best(taken.inflate), best(taken.saxes)];
  const [product, reader] = [best(taken.product), best(taken.collect)];
  const whole = best(actions);
  const maxMib = MAX_MIB.find(([size]) => size >= tests)?.[1] ?? Number.POSITIVE_INFINITY;
  const what = `action, ${tests.toLocaleString('en-US')} tests`;
  return [
    {
      goal: `reading ${tests.toLocaleString('en-US')} tests: processor time`,
      limit: `saxes and inflate: ${saxes.cpu.toFixed(0)} ms (inflate ${inflate.cpu.toFixed(0)} ms)`,
      value: product.cpu / saxes.cpu,
      max: 1.35,
    },
    {
      goal: `${what}: processor time`,
      limit: `reading alone: ${reader.cpu.toFixed(0)} ms`,
      value: whole.cpu / reader.cpu,
      max: 1.5,
    },
    {
      goal: `${what}: peak memory`,
      limit: `reading alone: ${reader.mib.toFixed(0)} MiB`,
      value: whole.mib,
      max: maxMib,
    },
  ];
}

/** Formats of lines, and splitting the same text at its line ends. */
function ofLines(): readonly Row[] {
  const script = join(folder, 'line-formats.mjs');
  return ['lcov', 'tap', 'go-cover'].map((name) => {
    const measured = Array.from({ length: rounds }, () => {
      const text = execFileSync(NODE, [script, name]).toString();
      return JSON.parse(text) as { readonly split: number; readonly read: number };
    });
    const split = Math.min(...measured.map((one) => one.split));
    const read = Math.min(...measured.map((one) => one.read));
    const limit = `splitting lines: ${split.toFixed(0)} ms`;
    return { goal: `${name}: processor time`, limit, value: read / split, max: 6 };
  });
}

/** JSON documents of 250 MiB, and `JSON.parse` of the same text. */
function ofJson(): readonly Row[] {
  const script = join(folder, 'json-documents.mjs');
  return ['jest', 'ctrf', 'sarif', 'cyclonedx', 'istanbul'].flatMap((format) => {
    const document = join(folder, `${format}.json`);
    execFileSync(NODE, [script, 'write', format, document]);
    const parses: Usage[] = [];
    const reads: Usage[] = [];
    for (let round = 0; round < rounds; round += 1) {
      parses.push(measured(script, 'parse', document));
      reads.push(measured(script, 'read', document));
    }
    rmSync(document);
    const [parse, read] = [best(parses), best(reads)];
    const what = `${format}, one document of 250 MiB`;
    return [
      {
        goal: `${what}: processor time`,
        limit: `JSON.parse: ${parse.cpu.toFixed(0)} ms`,
        value: read.cpu / parse.cpu,
        max: 2,
      },
      {
        goal: `${what}: peak memory`,
        limit: `JSON.parse: ${parse.mib.toFixed(0)} MiB`,
        value: read.mib,
        max: 400,
      },
    ];
  });
}

/** An audit of a large checkout, and what git needs to list its files and its changes. */
function ofCheckout(): readonly Row[] {
  const repo = join(folder, 'checkout');
  makeBigCheckout(repo);
  const gits: number[] = [];
  const audits: Usage[] = [];
  for (let round = 0; round < rounds; round += 1) {
    gits.push(
      processorTimeOf(() => {
        for (const command of ['ls-tree -r -l -z HEAD', 'ls-tree -r -l -z main', 'status -z'])
          execFileSync('git', ['-C', repo, ...command.split(' ')], { maxBuffer: 2 ** 28 });
      }),
    );
    const cli = [join(ACTION, 'dist/cli.js'), 'audit', '--repo', repo, '--base', 'main'];
    const args = ['--import', pathToFileURL(usage).href, ...cli, '--json', '--fail-on', 'never'];
    execFileSync(NODE, args, { stdio: ['ignore', 'ignore', 'ignore'] });
    audits.push(JSON.parse(readFileSync(usageFile, 'utf8')) as Usage);
  }
  rmSync(repo, { recursive: true });
  const [git, audit] = [Math.min(...gits), best(audits)];
  const what = `audit of ${FILES.toLocaleString('en-US')} files and ${WORKFLOWS} workflows`;
  const limit = `git's lists: ${git.toFixed(0)} ms`;
  return [
    { goal: `${what}: processor time`, limit, value: audit.cpu / git, max: MAX_OF_GIT },
    { goal: `${what}: peak memory`, limit: '', value: audit.mib, max: 250 },
  ];
}

/** Processor time of the processes that the work starts, in milliseconds. */
function processorTimeOf(work: () => void): number {
  const ofChildren = (): number => {
    // proc(5): fields 16 and 17, in ticks of 10 ms, after the name, which ends with the last `)`.
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) * 10;
  };
  const before = ofChildren();
  work();
  return ofChildren() - before;
}

const version = execFileSync(NODE, ['--version']).toString().trim();
console.log(
  `Node ${version}, best of ${rounds} rounds, ${new Date().toISOString().slice(0, 10)}\n`,
);
console.log('| goal | measured in the same run | ratio or MiB | goal |\n| --- | --- | --- | --- |');
const named: Readonly<Record<string, () => readonly Row[]>> = {
  lines: ofLines,
  json: ofJson,
  checkout: ofCheckout,
};
for (const part of PARTS) {
  for (const { goal, limit, value, max } of await (named[part]?.() ?? ofTests(Number(part)))) {
    const kept = value <= max ? '' : ' MISSED';
    const most = Number.isFinite(max) ? `${max}${kept}` : 'none';
    console.log(`| ${goal} | ${limit} | ${value.toFixed(1)} | ${most} |`);
    if (value > max) process.exitCode = 1;
  }
}
rmSync(folder, { recursive: true });
