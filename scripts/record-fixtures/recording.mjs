import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/* What the recording scripts share: a folder to work in, and texts without this machine in them. */

const HERE = import.meta.dirname;
const FIXTURES = join(HERE, '..', '..', '__tests__', 'fixtures', 'reports');
const CHECKOUT = '/home/runner/work/money/money';

export const work = process.env.RECORD_DIR ?? mkdtempSync(join(tmpdir(), 'record-fixtures-'));
export const bin = (name) => join(work, 'node_modules', '.bin', name);

/** Runs a tool over a copy of its sample; its exit code says nothing, the samples hold failures. */
export function run(sample, command, args, { env = {}, within = '' } = {}) {
  const cwd = copy(sample);
  const { error, stdout, stderr } = spawnSync(command, args, {
    cwd: join(cwd, within),
    encoding: 'utf8',
    env: { ...process.env, CI: 'true', NO_COLOR: '1', ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  return { stdout, stderr, cwd, file: (path) => readFileSync(join(cwd, path), 'utf8') };
}

/** A copy of a sample in the work folder. */
export function copy(sample) {
  const cwd = join(work, sample);
  cpSync(join(HERE, 'samples', sample), cwd, { recursive: true });
  return cwd;
}

/** Names, paths, times and ids of this machine, each under a fixed value. */
export function neutral(text) {
  return text
    .replaceAll(work, CHECKOUT)
    .replaceAll(new RegExp(`(["'> ])${hostname()}(["'< ])`, 'g'), '$1runner$2')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'https://registry.example')
    .replaceAll(
      /(urn:uuid:|namespace\/|spdxdocs\/[^"]*-)[0-9a-f-]{36}/g,
      '$100000000-0000-0000-0000-000000000000',
    )
    .replaceAll(/<property name="[^"]*" value="[^"]*"\s*\/>\s*/g, '')
    .replaceAll(/(\s(?:cwd|os-version|user|user-domain|clr-version)=")[^"]*/g, '$1runner')
    .replaceAll(/(\s(?:time|duration)=")[\d.e:-]+/g, '$10.125')
    .replaceAll(/(\sdate=")[^"]*/g, '$12025-07-04')
    .replaceAll(/(<sessioninfo id=")[^"]*/g, '$1runner-1')
    .replaceAll(/(surefirebooter|TestMoney-|\bin \[)\d+/g, '$11')
    .replaceAll(/(Total time: +|finished after |BUILD [A-Z]+ in |elapsed: )[\d.]+/g, '$11')
    .replaceAll(/("reportId": ")[0-9a-f-]{36}/g, '$100000000-0000-0000-0000-000000000000')
    .replaceAll(/(\s(?:timestamp|generated)=")[^"]*/g, '$11751630400')
    .replaceAll(/(\s(?:start|dump|starttime|endtime)=")\d+/g, '$11751630400')
    .replaceAll(/("(?:start|stop|duration|startTime|endTime|timestamp)": ?)[\d.]+/g, '$11')
    .replaceAll(
      /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.]*(Z|[+-]\d\d:\d\d)?/g,
      '2025-07-04T12:00:00Z',
    )
    .replaceAll(/0x[0-9a-f]{6,}/g, '0x0');
}

export function keep(folder, name, text) {
  mkdirSync(join(FIXTURES, folder), { recursive: true });
  writeFileSync(join(FIXTURES, folder, name), neutral(text));
  console.log(`  ${folder}/${name}`);
}

/** What an earlier tool left in a sample would become part of the next one's report. */
function removeSamples() {
  for (const sample of readdirSync(join(HERE, 'samples'))) {
    rmSync(join(work, sample), { force: true, recursive: true });
  }
}

/** Installs Node's tools once, and records what was asked for, or all. */
export async function record(tools, packages) {
  writeFileSync(join(work, 'package.json'), '{ "private": true }');
  spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
    cwd: work,
    stdio: 'inherit',
  });
  const asked = process.argv.slice(2);
  for (const [name, one] of Object.entries(tools)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(name);
    removeSamples();
    try {
      await one();
    } catch (error) {
      console.log(`  not recorded: ${error instanceof Error ? error.message : error}`);
    }
  }
}
