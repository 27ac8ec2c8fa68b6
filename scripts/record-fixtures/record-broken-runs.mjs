#!/usr/bin/env node
/**
 * Records what real tools write when their run breaks, and with which exit code it ends:
 *
 *     node scripts/record-fixtures/record-broken-runs.mjs [TOOL...]
 *
 * The tools of Node are installed into a temporary folder (or `RECORD_DIR`). The others are Debian's
 * packages: bats, catch2, cmake, g++, golang-go, gotestsum, junit4, libgtest-dev, libsurefire-java,
 * libtap-formatter-junit-perl, maven, mono-mcs, nunit-console, phpunit, python3-pytest-timeout,
 * python3-xmlrunner, ruby-rspec; and pytest. A tool that is not installed is skipped, and its
 * records stay. `readAs` of a record is written by hand: it is what the test expects.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, homedir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { GO_CPP_SHELL } from './broken-runs/go-cpp-shell.mjs';
import { JAVA_DOTNET } from './broken-runs/java-dotnet.mjs';
import { JAVASCRIPT } from './broken-runs/javascript.mjs';
import { PYTHON_RUBY_PHP } from './broken-runs/python-ruby-php.mjs';
import { bin, neutral, work } from './recording.mjs';

const FIXTURES = join(import.meta.dirname, '..', '..', '__tests__', 'fixtures', 'broken-runs');
const PACKAGES = [
  'jest@30.5.2',
  'jest-junit@17',
  'jest-ctrf-json-reporter@0.0.11',
  'vitest@3',
  'mocha@11',
  'mocha-junit-reporter@2',
  'mocha-ctrf-json-reporter@0.0.11',
  '@playwright/test@1',
  'playwright-ctrf-json-reporter@0.0.29',
];
/** A run that hangs is stopped, and not recorded. */
const HANG_MS = 120_000;
const TOOLS = [...JAVASCRIPT, ...PYTHON_RUBY_PHP, ...GO_CPP_SHELL, ...JAVA_DOTNET];

function write(cwd, files) {
  rmSync(cwd, { force: true, recursive: true });
  for (const [name, text] of Object.entries({ 'package.json': '{}\n', ...files })) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
}

/**
 * Runs a command in a process group of its own and stops what it leaves behind. Output goes to files,
 * because a process that was left behind would hold a pipe open.
 */
function start(cwd, command, args, env = {}) {
  const local = existsSync(bin(command)) ? bin(command) : command;
  const paths = [join(work, 'stdout'), join(work, 'stderr')];
  const run = spawnSync('setsid', [local, ...args], {
    cwd,
    env: { ...process.env, CI: 'true', NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    stdio: ['ignore', ...paths.map((path) => openSync(path, 'w'))],
    timeout: HANG_MS,
    killSignal: 'SIGABRT',
  });
  if (run.error) throw run.error;
  try {
    process.kill(-run.pid, 'SIGKILL');
  } catch {
    // Nothing is left.
  }
  const [stdout, stderr] = paths.map((path) => readFileSync(path, 'utf8'));
  return { ...run, stdout, stderr };
}

/** Runs one situation; returns its exit code, as a shell reports it, and its report if any. */
function recordOne(tool, report, situation) {
  const cwd = join(work, 'broken');
  write(cwd, { ...tool.files, ...situation.files });
  for (const [command, ...args] of situation.before ?? tool.before ?? []) start(cwd, command, args);
  const args = [...tool.args, ...(report.args ?? []), ...(situation.args ?? [])];
  const env = { ...tool.env, ...situation.env };
  const { status, signal, stdout, stderr } = start(cwd, report.command ?? tool.command, args, env);
  const path = join(cwd, report.file);
  const text = report.file === 'stdout' ? stdout : existsSync(path) && readFileSync(path, 'utf8');
  if (process.env.RECORD_SHOW) console.log(stdout, stderr);
  return { exit: status ?? 128 + constants.signals[signal], text: text || undefined };
}

function versionOf(tool) {
  if (tool.version !== undefined) return tool.version;
  if (tool.package !== undefined) {
    const path = join(work, 'node_modules', tool.package, 'package.json');
    return JSON.parse(readFileSync(path, 'utf8')).version;
  }
  const { stdout, stderr } = start(work, ...tool.versionCommand);
  return /\d+(?:\.\d+)+/.exec(stdout + stderr)?.[0] ?? '';
}

function install() {
  if (existsSync(join(work, 'node_modules'))) return;
  writeFileSync(join(work, 'package.json'), '{ "private": true }');
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...PACKAGES];
  spawnSync('npm', args, { cwd: work, stdio: 'inherit' });
}

const dashed = (text) => text.replaceAll(/[^a-z0-9]+/gi, '-').replace(/^-/, '');

/** Replaces the times and process ids that only these reports have. */
function timeless(text) {
  return text
    .replaceAll(/(\bduration_ms:? )[\d.]+/g, '$10.125')
    .replaceAll(/("(?:run_time|Elapsed|endTime|startAt|runtime|perfStats)": ?)[\d.e-]+/g, '$10.125')
    .replaceAll(/\(\d+\.\d+s\)/g, '(0.12s)')
    .replaceAll(/(\\t|\t|&#x9;)\d+\.\d+s/g, '$10.012s')
    .replaceAll(/goroutine \d+/g, 'goroutine 1')
    .replaceAll(/\+0x[0-9a-f]+/g, '+0x0')
    .replaceAll(/\bpid=\d+/g, 'pid=1')
    .replaceAll(homedir(), '/home/runner');
}

/** Writes the report of a run, or removes an older one when the run left none. */
function keep(file, text) {
  if (text === undefined) {
    rmSync(join(FIXTURES, file), { force: true });
    return null;
  }
  mkdirSync(dirname(join(FIXTURES, file)), { recursive: true });
  writeFileSync(join(FIXTURES, file), timeless(neutral(text)));
  return file;
}

function rowOf(tool, version, [name, report], [situation, how], known) {
  const { exit, text } = recordOne(tool, report, how);
  const extension = report.extension ?? extname(report.file).slice(1);
  const path = `${dashed(tool.name)}/${dashed(name)}-${dashed(situation)}.${extension}`;
  const before = known.find((row) => row.report === name && row.situation === situation);
  const file = keep(path, text);
  console.log(`  ${name} ${situation}: ${exit} ${file ?? 'no file'}`);
  const readAs = before?.readAs ?? '';
  return { tool: tool.name, version, report: name, situation, exit, file, readAs };
}

function recordTool(tool, known) {
  const version = versionOf(tool);
  return Object.entries(tool.reports).flatMap((report) =>
    Object.entries(tool.situations).map((situation) =>
      rowOf(tool, version, report, situation, known),
    ),
  );
}

install();
const asked = process.argv.slice(2);
for (const tool of TOOLS) {
  if (asked.length > 0 && !asked.includes(tool.name)) continue;
  console.log(tool.name);
  const index = join(FIXTURES, dashed(tool.name), 'runs.json');
  const known = existsSync(index) ? JSON.parse(readFileSync(index, 'utf8')) : [];
  try {
    const rows = recordTool(tool, known).map((row) => JSON.stringify(row));
    mkdirSync(dirname(index), { recursive: true });
    writeFileSync(index, `[\n${rows.join(',\n')}\n]\n`);
  } catch (error) {
    console.log(`  not recorded: ${error instanceof Error ? error.message : error}`);
  }
}
