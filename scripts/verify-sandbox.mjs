// Holds everything the sandbox sends against GitHub's own OpenAPI description. The description is
// large, so it is installed apart, under .cache/openapi, on the first run.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describeGitHub } from '../sandbox/openapi/describe.mjs';
import { yamlTables } from './yaml-tables.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const cache = join(root, '.cache', 'openapi');
const MAX_ERRORS = 40;

function install() {
  const lock = 'package-lock.json';
  const wanted = readFileSync(join(root, 'sandbox', 'openapi', lock), 'utf8');
  const done = existsSync(join(cache, 'node_modules', '@octokit', 'openapi', 'package.json'));
  if (done && readFileSync(join(cache, lock), 'utf8') === wanted) return;
  mkdirSync(cache, { recursive: true });
  for (const file of ['package.json', lock]) {
    cpSync(join(root, 'sandbox', 'openapi', file), join(cache, file));
  }
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', cache];
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', options, { stdio: 'inherit', shell });
  if (status !== 0) throw new Error('npm ci of GitHub’s description failed');
}

async function bundle() {
  const outfile = join(root, 'node_modules', '.cache', 'milestone-audit', 'exercise.mjs');
  await build({
    entryPoints: [join(root, 'sandbox', 'openapi', 'exercise.ts')],
    outfile,
    bundle: true,
    plugins: [yamlTables],
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    packages: 'external',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

function wrongWith(github, { kind, name, status, body }) {
  if (kind === 'webhook') return github.webhook(name, body);
  if (!github.knows(name)) return ['GitHub has no operation of this name'];
  if (kind === 'request') return github.request(name, body);
  return github.response(name, status, body);
}

/** The ruleset that a page gives readers to send, as if it had been sent. */
function documentedRuleset() {
  const page = readFileSync(join(root, 'docs', 'how-to', 'organization.md'), 'utf8');
  const [, block] = /^```json\n([\s\S]*?)^```$/m.exec(page) ?? [];
  if (block === undefined) throw new Error('organization.md has no ruleset');
  return { kind: 'request', name: 'repos/create-org-ruleset', body: JSON.parse(block) };
}

install();
const github = describeGitHub(cache);
const { exercise } = await bundle();
const stories = join(root, 'sandbox', 'stories');
const errors = [];
for (const error of wrongWith(github, documentedRuleset())) {
  errors.push(`the ruleset in organization.md: ${error}`);
}
// A story without milestones or tags cannot be asked for one: another story has to be.
let neverAsked;
for (const story of readdirSync(stories).sort()) {
  const { samples, unasked } = await exercise(join(stories, story));
  const operations = new Set(samples.map(({ name }) => name));
  for (const sample of samples) {
    for (const error of wrongWith(github, sample)) {
      errors.push(`${story}: ${sample.kind} ${sample.name} ${sample.status || ''}: ${error}`);
    }
  }
  neverAsked = neverAsked?.filter((one) => unasked.includes(one)) ?? unasked;
  console.log(`${story}: ${samples.length} bodies of ${operations.size} operations and events`);
}
for (const operation of neverAsked ?? []) errors.push(`${operation} was never asked`);
for (const error of [...new Set(errors)].slice(0, MAX_ERRORS)) console.error(error);
console.log(errors.length === 0 ? 'All as GitHub describes them.' : `${errors.length} errors`);
process.exitCode = errors.length === 0 ? 0 : 1;
