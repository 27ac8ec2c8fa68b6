/** One measurement in a process of its own: `node line-formats.mjs FORMAT` prints processor milliseconds. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { goCover } from '../src/report-formats/coverage/go-cover.ts';
import { lcov } from '../src/report-formats/coverage/lcov.ts';
import { tap } from '../src/report-formats/test-results/tap.ts';

const COUNT = 1_000_000;
const PIECE = 256 * 1024;

function lines(line: (at: number) => string, head: string, foot: string): Buffer {
  return Buffer.from(
    [head, ...Array.from({ length: COUNT }, (_, at) => line(at)), foot].join('\n'),
  );
}

const FORMATS = {
  lcov: {
    format: lcov,
    bytes: () =>
      lines(
        (at) =>
          at % 1000 === 999 ? `end_of_record\nSF:src/file${at}.ts` : `DA:${at % 1000},${at % 3}`,
        'TN:\nSF:src/file.ts',
        'end_of_record\n',
      ),
  },
  tap: {
    format: tap,
    bytes: () =>
      lines((at) => `ok ${at + 1} - reads case ${at}`, 'TAP version 13', `1..${COUNT}\n`),
  },
  'go-cover': {
    format: goCover,
    bytes: () =>
      lines(
        (at) => `shop/cart${at >> 10}.go:${at & 1023}.2,${at & 1023}.9 1 ${at & 1}`,
        'mode: set',
        '',
      ),
  },
} as const;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function milliseconds(work: () => unknown): number {
  // What came before left 200 MB, which V8 would mark in other threads meanwhile.
  collectGarbage();
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const { format, bytes: make } = FORMATS[process.argv[2] as keyof typeof FORMATS];
const bytes = make();
/** What any reader of lines has to do: decode the bytes piece by piece, and cut at line ends. */
const split = milliseconds(() => {
  const decoder = new TextDecoder();
  let rest = '';
  let count = 0;
  for (let at = 0; at < bytes.length; at += PIECE) {
    const parts = (rest + decoder.decode(bytes.subarray(at, at + PIECE), { stream: true })).split(
      '\n',
    );
    rest = parts.pop() ?? '';
    for (const part of parts) count += part.length > 0 ? 1 : 0;
  }
  return count;
});
const read = milliseconds(() => {
  const reader = format.reader();
  for (let at = 0; at < bytes.length; at += PIECE) reader.write(bytes.subarray(at, at + PIECE));
  const { state } = reader.end();
  if (state !== 'present') throw new Error(state);
});
console.log(JSON.stringify({ split, read }));
