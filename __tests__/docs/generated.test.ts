import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { generatedFiles } from '../../scripts/reference/pages.ts';
import { LOG_RECOGNIZERS } from '../../src/report-formats/logs/registry.ts';
import { REPORT_FORMATS } from '../../src/report-formats/registry.ts';
import { loadCommands, ROOT } from './pages.ts';

let files: readonly (readonly [path: string, text: string])[] = [];

beforeAll(async () => {
  await loadCommands();
  files = Object.entries(await generatedFiles());
});

it('every generated page and schema is what `npm run generate` makes', () => {
  const committed = (path: string): string =>
    readFileSync(join(ROOT, path), 'utf8').replaceAll('\r\n', '\n');
  expect(files.filter(([path, text]) => committed(path) !== text).map(([path]) => path)).toEqual(
    [],
  );
});

it('every format that is read is described', () => {
  const page = files.find(([path]) => path.endsWith('report-formats.md'))?.[1] ?? '';
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const described = rows.filter((row) => !row.includes('|  |'));
  expect(described.map((row) => row.split('`')[1]).sort()).toEqual(
    [
      ...REPORT_FORMATS.map(({ name }) => name),
      ...LOG_RECOGNIZERS.map(({ format }) => format),
    ].sort(),
  );
});
