/**
 * One step with a JSON document near the limit of 256 MiB, in a process of its own:
 * `node json-documents.mjs write FORMAT FILE`, `… parse FILE`, and `… read FILE`.
 */
import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { reportReader } from '../src/report-formats/read-report.ts';

const SIZE = 250 * 1024 * 1024;
const PIECE = 64 * 1024;

interface Document {
  readonly head: string;
  readonly foot: string;
  readonly element: (at: number) => string;
}

const many = <T>(count: number, one: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => one(at));

function assertion(file: number, at: number) {
  const title = `adds item ${at} of ${file}`;
  const ancestorTitles = ['cart', `checkout ${at % 5}`];
  return {
    ...{ ancestorTitles, title, fullName: `${ancestorTitles.join(' ')} ${title}` },
    ...{ status: 'passed', duration: (file + at) % 97, failureMessages: [], location: null },
  };
}

function istanbulFile(path: string, at: number) {
  const place = (line: number) => ({ start: { line, column: 2 }, end: { line, column: 40 } });
  return {
    path,
    statementMap: { ...many(60, (n) => place(n * 3 + 1)) },
    s: { ...many(60, (n) => (at + n) % 5) },
    branchMap: { ...many(10, (n) => ({ loc: place(n * 6 + 1), type: 'if', line: n * 6 + 1 })) },
    b: { ...many(10, (n) => [at % 3, n % 2]) },
  };
}

const DOCUMENTS: Readonly<Record<string, Document>> = {
  jest: {
    head: '{"numTotalTests":0,"testResults":[',
    foot: ']}',
    element: (at) =>
      JSON.stringify({
        ...{ name: `/home/runner/work/a/a/src/file${at}.test.ts`, status: 'passed', message: '' },
        assertionResults: many(20, (n) => assertion(at, n)),
      }),
  },
  ctrf: {
    head: '{"reportFormat":"CTRF","results":{"tool":{"name":"jest"},"tests":[',
    foot: ']}}',
    element: (at) =>
      JSON.stringify({
        ...{ name: `adds item ${at} to the cart`, status: 'passed', duration: at % 97 },
        ...{ suite: ['cart', `checkout ${at % 300}`], filePath: `src/file${at % 5000}.test.ts` },
        ...{ rawStatus: 'passed', tags: [], retries: 0, flaky: false },
      }),
  },
  sarif: {
    head: '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"scan"}},"results":[',
    foot: ']}]}',
    element: (at) => {
      const artifactLocation = { uri: `src/module${at % 7000}/file.ts` };
      const region = { startLine: (at % 900) + 1, startColumn: 5, endColumn: 60 };
      return JSON.stringify({
        ...{ ruleId: `rule-${at % 300}`, level: 'warning' },
        message: { text: `Value ${at} of the request reaches a query without a check.` },
        locations: [{ physicalLocation: { artifactLocation, region } }],
        partialFingerprints: { primaryLocationLineHash: `${at * 7919}:1` },
      });
    },
  },
  cyclonedx: {
    head: '{"bomFormat":"CycloneDX","specVersion":"1.5","components":[',
    foot: ']}',
    element: (at) => {
      const version = `1.${at % 50}.${at % 9}`;
      const purl = `pkg:npm/%40scope/package-${at}@${version}`;
      return JSON.stringify({
        ...{ type: 'library', 'bom-ref': purl, group: '@scope', name: `package-${at}`, version },
        ...{ description: 'A small package.', licenses: [{ license: { id: 'MIT' } }], purl },
        hashes: [{ alg: 'SHA-256', content: `${at * 7919}`.padStart(64, '0') }],
      });
    },
  },
  istanbul: {
    head: '{',
    foot: '}',
    element: (at) => {
      const path = `/home/runner/work/a/a/src/module${at % 100}/file${at}.ts`;
      return `${JSON.stringify(path)}:${JSON.stringify(istanbulFile(path, at))}`;
    },
  },
};

function write(format = '', path = ''): void {
  const document = DOCUMENTS[format];
  if (document === undefined) throw new Error(`no document of ${format}`);
  const { head, foot, element } = document;
  const file = openSync(path, 'w');
  let text = head;
  for (let at = 0, size = 0; size < SIZE - PIECE; at++) {
    text += (at === 0 ? '' : ',') + element(at);
    if (text.length < PIECE) continue;
    size += writeSync(file, text);
    text = '';
  }
  writeSync(file, text + foot);
  closeSync(file);
}

function read(path = ''): void {
  const reader = reportReader(path);
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(PIECE);
  for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) {
    reader.write(buffer.subarray(0, size));
  }
  closeSync(file);
  const end = reader.end();
  if (end.state !== 'present') throw new Error(`${path} is ${end.state}`);
}

const [step, ...names] = process.argv.slice(2);
if (step === 'write') write(...names);
else if (step === 'parse') JSON.parse(readFileSync(names[0] ?? '', 'utf8'));
else read(...names);
