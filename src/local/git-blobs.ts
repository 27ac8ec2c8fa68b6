import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { gitEnvironment, READ_ONLY } from './git.ts';

/** Contents of git objects, through one process. */
export interface GitBlobs {
  /** Returns the bytes of an object; `undefined` when the repository does not contain it. */
  read(id: string): Promise<Uint8Array | undefined>;
  close(): void;
}

interface Asked {
  readonly resolve: (bytes: Uint8Array | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Runs `git cat-file --batch` in a folder, from the first request on. */
export function gitBlobs(folder: string): GitBlobs {
  let batch: Batch | undefined;
  return {
    read(id) {
      if (!/^[0-9a-f]{40,64}$/.test(id)) return Promise.resolve(undefined);
      batch ??= new Batch(folder);
      return batch.ask(id);
    },
    close: () => batch?.close(),
  };
}

/** Answers come in the order of the requests: `<id> <type> <size>`, the bytes, a line feed. */
class Batch {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: Asked[] = [];
  #pieces: Buffer[] = [];
  #length = 0;
  /** Number of bytes that the next answer needs. */
  #needed = 1;
  #failure: Error | undefined;

  constructor(folder: string) {
    this.#process = spawn('git', [...READ_ONLY, 'cat-file', '--batch'], {
      cwd: folder,
      env: gitEnvironment(process.env),
      windowsHide: true,
    });
    this.#process.stdout.on('data', (piece: Buffer) => this.#take(piece));
    this.#process.stdin.on('error', () => undefined);
    this.#process.on('error', (error) => this.#fail(error));
    this.#process.on('close', () => this.#fail(new Error('git cat-file ended early')));
  }

  ask(id: string): Promise<Uint8Array | undefined> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin.write(`${id}\n`);
    });
  }

  close(): void {
    this.#process.stdin.end();
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #take(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length < this.#needed) return;
    let rest = Buffer.concat(this.#pieces);
    for (;;) {
      const answer = answerIn(rest);
      if (typeof answer === 'number') {
        this.#needed = answer;
        break;
      }
      this.#waiting.shift()?.resolve(answer.bytes);
      rest = rest.subarray(answer.end);
    }
    this.#pieces = [rest];
    this.#length = rest.length;
  }
}

/** Returns the first complete answer, or the minimum number of bytes that it needs. */
function answerIn(
  bytes: Buffer,
): { readonly bytes: Uint8Array | undefined; readonly end: number } | number {
  const line = bytes.indexOf(0x0a);
  if (line === -1) return bytes.length + 1;
  const [, kind = '', size] = bytes.toString('latin1', 0, line).split(' ');
  if (size === undefined || kind === 'missing') return { bytes: undefined, end: line + 1 };
  const end = line + 1 + Number(size) + 1;
  // A copy, because a slice would keep the whole buffer in memory.
  return bytes.length < end
    ? end
    : { bytes: new Uint8Array(bytes.subarray(line + 1, end - 1)), end };
}
