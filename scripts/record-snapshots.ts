import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  AUDITS,
  EVIDENCE,
  namesIn,
  pathIn,
  readRecorded,
} from '../__tests__/snapshots/snapshots.ts';
import type { EvidenceFile, World } from '../__tests__/snapshots/worlds/world.ts';
import { WORLDS } from '../__tests__/snapshots/worlds/worlds.ts';
import { type Sandbox, startSandbox } from '../sandbox/start-sandbox.ts';
import { VERSION } from '../src/cli/command.ts';
import { main } from '../src/cli.ts';
import { canonicalJson } from '../src/lib/canonical-json.ts';
import { madeBy } from '../src/rules/fingerprints.ts';

/**
 * Records the evidence that the snapshot test judges: collects it from the sandbox by the command
 * line. Without names it records every world again, which only a new form of evidence calls for.
 * `--stamp` names the present rules in the recorded evidence, so that a rule whose levels changed is
 * not reported in every snapshot. Evidence saved by 0.1.0 stays as it is: it shows that `absent` is read
 * as `missing`.
 *
 *     node scripts/run-typescript.mjs scripts/record-snapshots.ts [--stamp | NAME…]
 */
const SAVED: readonly (readonly [folder: string, name: string, path: string])[] = [
  [EVIDENCE, 'saved-by-0.1.0', '__tests__/fixtures/saved/evidence-1-from-0.1.0.json'],
  [EVIDENCE, 'own-m01', 'docs/milestones/M01/M01_evidence.json'],
  [EVIDENCE, 'own-m02', 'docs/milestones/M02/M02_evidence.json'],
  [AUDITS, 'golden-audit', '__tests__/render/golden/M01_audit.json'],
  [AUDITS, 'saved-audit-by-0.1.0', '__tests__/fixtures/saved/audit-1-from-0.1.0.json'],
];

function record(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(pathIn(folder, name), gzipSync(text, { level: 9 }));
}

async function run(...args: readonly string[]): Promise<void> {
  let said = '';
  const code = await main(args, {
    out: () => undefined,
    err: (text) => {
      said += text;
    },
  });
  if (code === 2) throw new Error(said);
}

/** What `collect` writes for the world's moment. */
async function collected(sandbox: Sandbox, world: World, file: string): Promise<void> {
  Object.assign(process.env, {
    GITHUB_TOKEN: sandbox.token,
    GITHUB_API_URL: sandbox.url,
    GITHUB_GRAPHQL_URL: sandbox.graphqlUrl,
    GITHUB_SERVER_URL: 'https://github.com',
  });
  const asked = world.moment === 'merge' ? mergeOf(sandbox) : pullOf(sandbox);
  const repository = ['--repository', sandbox.repository, '--wait-minutes', '0'];
  await run('collect', ...repository, ...asked, '--output', file);
}

function pullOf({ world }: Sandbox): readonly string[] {
  const [pull] = world.pulls;
  if (pull === undefined) throw new Error('the story has no pull request');
  return ['--pr', String(pull.number)];
}

/** Runs that a story starts by `merged` are runs of the commit that the merge made. */
function mergeOf(sandbox: Sandbox): readonly string[] {
  const sha = sandbox.merge();
  for (const one of sandbox.world.runs)
    if (one.event === 'merged') Object.assign(one, { event: 'push', headSha: sha });
  return ['--sha', sha];
}

async function recordWorld(world: World, work: string): Promise<void> {
  const file = join(work, 'evidence.json');
  const sandbox = await startSandbox(world.story());
  try {
    await collected(sandbox, world, file);
  } finally {
    await sandbox.close();
  }
  const evidence = JSON.parse(readFileSync(file, 'utf8')) as EvidenceFile;
  world.change?.(evidence);
  record(EVIDENCE, world.name, canonicalJson(evidence));
}

/** The evidence of a bare clone, as `audit` finds it without GitHub. */
async function recordLocal(work: string): Promise<void> {
  const [honest] = WORLDS;
  if (honest === undefined) return;
  const sandbox = await startSandbox(honest.story());
  const repository = join(work, 'tides.git');
  await sandbox.exportGit(repository);
  await sandbox.close();
  const commits = ['--base', 'main', '--head', 'm02-tide-tables'];
  const files = ['--out', join(work, 'local'), '--quiet'];
  await run('audit', '--repo', repository, ...commits, ...files);
  record(EVIDENCE, 'local', readFileSync(join(work, 'local', 'M02_evidence.json'), 'utf8'));
}

function stamp(): void {
  for (const name of namesIn(EVIDENCE)) {
    const evidence = JSON.parse(readRecorded(EVIDENCE, name)) as { tool?: { version?: string } };
    if (name.includes('0.1.0') || evidence.tool?.version !== VERSION) continue;
    record(EVIDENCE, name, canonicalJson({ ...evidence, tool: madeBy(VERSION) }));
  }
}

async function recordAll(names: readonly string[]): Promise<void> {
  const wanted = (name: string): boolean => names.length === 0 || names.includes(name);
  const work = mkdtempSync(join(tmpdir(), 'record-snapshots-'));
  try {
    for (const world of WORLDS.filter(({ name }) => wanted(name))) await recordWorld(world, work);
    if (wanted('local')) await recordLocal(work);
    for (const [folder, name, path] of SAVED)
      if (wanted(name)) record(folder, name, readFileSync(path, 'utf8'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const names = process.argv.slice(2);
if (names[0] === '--stamp') stamp();
else await recordAll(names);
