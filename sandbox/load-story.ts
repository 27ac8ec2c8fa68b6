import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { readStory } from './read-story.ts';
import type { Files, Story } from './story.ts';

/**
 * Every file below a folder, keyed by slash-separated path; text where the bytes are UTF-8. A file
 * that is kept compressed, because it is large, loses its `.gz`.
 */
export function readFiles(folder: string, under = ''): Files {
  const files: Files = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) Object.assign(files, readFiles(path, `${under}${name}/`));
    else if (name.endsWith('.gz')) files[under + name.slice(0, -3)] = unpacked(path);
    else files[under + name] = textOrBytes(readFileSync(path));
  }
  return files;
}

const unpacked = (path: string): string | Uint8Array => textOrBytes(gunzipSync(readFileSync(path)));

function textOrBytes(bytes: Buffer): string | Uint8Array {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : bytes;
}

/** The text of a file that is kept as it is, or compressed. */
function textIn(path: string): string {
  if (existsSync(`${path}.gz`)) return gunzipSync(readFileSync(`${path}.gz`)).toString('utf8');
  if (existsSync(`${path}.br`)) {
    return brotliDecompressSync(readFileSync(`${path}.br`)).toString('utf8');
  }
  return readFileSync(path, 'utf8');
}

/** Reads `story.yml` and the files it names from a folder into plain data that a test may change. */
export function loadStory(folder: string): Story {
  const text = readFileSync(join(folder, 'story.yml'), 'utf8');
  return readStory(parse(text), {
    files: (name) => readFiles(join(folder, name)),
    text: (name) => textIn(join(folder, name)),
  });
}
