import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { main } from '../../src/cli.ts';

/*
 * What the program makes of recorded evidence, compared with what it made before. Only the command
 * line is called, so that every other file may move.
 */

const FOLDER = join('__tests__', 'snapshots');
const EXPECTED = join(FOLDER, 'expected');
const SUFFIX = '.json.gz';

/** Where the evidence files are: each is the output of `collect`, compressed. */
export const EVIDENCE = join(FOLDER, 'evidence');
/** Where saved audits are, which are only rendered. */
export const AUDITS = join(FOLDER, 'audits');

export const UPDATE = 'npm run snapshots -- --update';

/** Texts by file name. */
export type Outputs = Readonly<Record<string, string>>;

export function namesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}

export function pathIn(folder: string, name: string): string {
  return join(folder, `${name}${SUFFIX}`);
}

export function readRecorded(folder: string, name: string): string {
  return gunzipSync(readFileSync(pathIn(folder, name))).toString('utf8');
}

/** Every snapshot: the folder of its input, and its name. */
export function snapshots(): readonly (readonly [folder: string, name: string])[] {
  return [EVIDENCE, AUDITS].flatMap((folder) =>
    namesIn(folder).map((name) => [folder, name] as const),
  );
}

/** What the command line prints; throws its message when the input is refused. */
async function printed(...args: readonly string[]): Promise<string> {
  const streams = { out: '', err: '' };
  const code = await main(args, {
    out: (text) => {
      streams.out += text;
    },
    err: (text) => {
      streams.err += text;
    },
  });
  if (code === 2) throw new Error(streams.err);
  return streams.out;
}

/**
 * The audit and its views. The summary is left out when it is the document: most are, and a second
 * copy would hide what differs.
 */
export async function outputsOf(folder: string, name: string): Promise<Outputs> {
  const work = mkdtempSync(join(tmpdir(), 'milestone-audit-snapshot-'));
  try {
    const input = join(work, 'input.json');
    const path = join(work, 'audit.json');
    writeFileSync(input, readRecorded(folder, name));
    const audit =
      folder === AUDITS
        ? await printed('render', input, '--view', 'json')
        : await printed('score', input, '--quiet');
    writeFileSync(path, audit);
    const view = (of: string): Promise<string> => printed('render', path, '--view', of);
    const document = await view('document');
    const comment = await view('comment');
    const summary = await view('summary');
    const pages = { 'audit.json': audit, 'document.md': document, 'comment.md': comment };
    return summary === document ? pages : { ...pages, 'summary.md': summary };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function expectedOf(name: string): Outputs {
  const folder = join(EXPECTED, name);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

function write(folder: string, outputs: Outputs): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(outputs)) writeFileSync(join(folder, file), text);
}

function sameOutputs(one: Outputs, other: Outputs): boolean {
  const files = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...files].every((file) => one[file] === other[file]);
}

/** The difference from the recorded outputs as `git diff` shows it; empty when there is none. */
export async function difference(folder: string, name: string): Promise<string> {
  const outputs = await outputsOf(folder, name);
  if (sameOutputs(outputs, expectedOf(name))) return '';
  const work = mkdtempSync(join(tmpdir(), 'milestone-audit-snapshot-'));
  try {
    write(join(work, 'expected', name), expectedOf(name));
    write(join(work, 'actual', name), outputs);
    const paths = [`expected/${name}`, `actual/${name}`];
    const options = [
      '--no-index',
      '--no-color',
      '--no-ext-diff',
      '--no-prefix',
      '--text',
      '--unified=1',
    ];
    const { stdout } = spawnSync('git', ['diff', ...options, '--', ...paths], {
      cwd: work,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout || `${name} differs, and git could not be run to show how\n`;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Records the outputs as they are now. */
export async function update(folder: string, name: string): Promise<void> {
  write(join(EXPECTED, name), await outputsOf(folder, name));
}

/** Recorded outputs whose input is gone. */
export function leftovers(): readonly string[] {
  const names = new Set(snapshots().map(([, name]) => name));
  return existsSync(EXPECTED) ? readdirSync(EXPECTED).filter((name) => !names.has(name)) : [];
}

export function removeLeftovers(): void {
  for (const name of leftovers()) rmSync(join(EXPECTED, name), { recursive: true, force: true });
}

/** The recorded audit of an evidence file. */
export function recordedAudit(name: string): string {
  return readFileSync(join(EXPECTED, name, 'audit.json'), 'utf8');
}
