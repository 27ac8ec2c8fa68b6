/**
 * One measurement in a process of its own: `node stages.mjs STAGE FILE` prints what it took as JSON.
 */
import { closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { readArtifactFiles } from '../src/collect/sources/report-files.ts';
import { sortReports } from '../src/collect/sources/sort-reports.ts';
import { diskSource } from '../src/local/disk.ts';
import { missing } from '../src/model/evidence.ts';
import { reportReader } from '../src/report-formats/read-report.ts';
import { MergedTests } from '../src/report-formats/test-results/merge-tests.ts';
import { readZip } from '../src/report-formats/zip/read-zip.ts';
import { readZipDirectory } from '../src/report-formats/zip/zip-directory.ts';
import { junitFile, junitZip } from './generate.mjs';
import { peakMib } from './peak-memory.mjs';

const PIECE = 1024 * 1024;

/** Feeds a file's bytes in pieces, or every entry of a zip as plain zlib gives it. */
function feed(path, begin) {
  if (!path.endsWith('.zip')) {
    const take = begin(path);
    const file = openSync(path, 'r');
    const buffer = Buffer.alloc(PIECE);
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) {
      take.write(buffer.subarray(0, size));
    }
    closeSync(file);
    take.end();
    return;
  }
  const source = diskSource(path);
  const directory = readZipDirectory(source, 1e6);
  for (const { name, localOffset, packedSize, size } of directory.records) {
    const from = localOffset + 30 + name.length;
    const take = begin(String(name));
    take.write(inflateRawSync(source.read(from, packedSize), { maxOutputLength: size + 1 }));
    take.end();
  }
}

const stages = {
  /** Reading and, for a zip, inflating: nothing else. */
  inflate(path) {
    let bytes = 0;
    feed(path, () => ({
      write(chunk) {
        bytes += chunk.length;
      },
      end() {},
    }));
    return { bytes };
  },
  /** The bare parser: the same callbacks as the product's reader, with the least that counts tests. */
  saxes(path) {
    const counts = { tests: 0, failed: 0, skipped: 0 };
    feed(path, () => {
      const parser = new SaxesParser();
      const decoder = new TextDecoder();
      let failure;
      const opened = {
        testcase({ name, classname }) {
          counts.tests += name !== '' && classname !== '' ? 1 : 0;
        },
        failure() {
          counts.failed++;
          failure = '';
        },
        skipped() {
          counts.skipped++;
        },
      };
      parser.on('opentag', ({ name, attributes }) => opened[name]?.(attributes));
      parser.on('closetag', ({ name }) => {
        if (name === 'failure') failure = undefined;
      });
      const take = (piece) => {
        if (failure !== undefined) failure += piece;
      };
      parser.on('text', take);
      parser.on('cdata', take);
      return {
        write: (chunk) => parser.write(decoder.decode(chunk, { stream: true })),
        end: () => parser.close(),
      };
    });
    return counts;
  },
  /** The product: checked, read, counted, merged, ready for judging. */
  async product(path) {
    const leg = new MergedTests();
    const finish = (reader) => {
      const read = reader.end();
      if (read.state !== 'present') {
        throw new Error(read.why);
      }
      leg.add(read.content.report);
    };
    if (path.endsWith('.zip')) {
      for (const entry of readZip(diskSource(path)).entries) {
        const reader = reportReader(entry.path);
        const end = await entry.read((chunk) => reader.write(chunk));
        if (end.state !== 'read') {
          throw new Error(end.why);
        }
        finish(reader);
      }
    } else {
      feed(path, () => {
        const reader = reportReader(path);
        return { write: (chunk) => reader.write(chunk), end: () => finish(reader) };
      });
    }
    const { counts, cases, groups } = leg.report();
    return { ...counts, named: cases.length, groups: groups.length };
  },
  /** The audit's own way: a whole artifact downloaded, compared with its digest, read and merged. */
  async collect(path) {
    const artifact = { id: 1, name: 'reports', runId: 1, attempt: 1, state: 'listed', why: '' };
    const download = async () => ({ ok: true, value: diskSource(path) });
    const job = {
      world: { forge: { download } },
      config: { sources: [] },
      notice: () => undefined,
    };
    const record = { ...artifact, bytes: statSync(path).size, createdAt: '' };
    const { files, records } = await readArtifactFiles(job, [record], new Map());
    const repository = missing('no workflow is measured');
    const { tests } = sortReports(job, files, records, new Map(), repository);
    const { counts, cases, groups } = tests.value[0].report;
    return { ...counts, named: cases.length, groups: groups.length };
  },
  file(path, tests) {
    writeFileSync(path, junitFile(0, Number(tests)));
    return {};
  },
  zip(path, files, tests) {
    writeFileSync(path, junitZip(Number(files), Number(tests)));
    return {};
  },
};

const [stage, path, ...rest] = process.argv.slice(2);
const start = process.hrtime.bigint();
const result = await stages[stage](path, ...rest);
const ms = Number(process.hrtime.bigint() - start) / 1e6;
const mib = peakMib();
const { user, system } = process.cpuUsage();
const cpu = (user + system) / 1e3;
process.stdout.write(JSON.stringify({ ms, cpu, mib, size: statSync(path).size, result }));
