import type { SettingsFile } from '../../model/workflow.ts';
import { baseName } from '../files/lockfile-names.ts';

/** A setting by which tests are left out, or run again when they fail. */
export interface SelectionSetting {
  readonly kind: 'selection' | 'retry';
  readonly path: string;
  readonly line: number;
  readonly option: string;
  readonly value: string;
  readonly text: string;
}

type Pattern = readonly [kind: SelectionSetting['kind'], pattern: RegExp];

const pytest: readonly Pattern[] = [
  ['selection', /(--(?:deselect|ignore|ignore-glob))[= ]['"]?([^\s'",\]]+)/g],
  ['selection', /(?<![\w-])(-[km])[= ]?\\?(['"]?not [^'"\\\]]+)/g],
  ['retry', /(--reruns)[= ]['"]?(\d+)/g],
];
const scripts: readonly Pattern[] = [
  ['retry', /\b(retry|retries)\s*:\s*([^\n,}]*\d[^\n,}]*)/g],
  ['selection', /\b(testPathIgnorePatterns|testIgnore|grepInvert)\s*:\s*([^\n]+)/g],
];
const json: readonly Pattern[] = [
  ['retry', /"(retry|retries)"\s*:\s*(\d+)/g],
  ['selection', /"(testPathIgnorePatterns|grepInvert)"\s*:\s*([^\n]+)/g],
];

const readers: readonly (readonly [name: RegExp, patterns: readonly Pattern[]])[] = [
  [/^(?:pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini)$/, pytest],
  [/^(?:jest|vitest|vite|karma|playwright|cypress)\.config\./, scripts],
  [/^package\.json$|^\.mocharc/, json],
];

/** The settings of test tools by which less is tested than there is, line by line; comments say nothing. */
export function selectionSettings({ path, text }: SettingsFile): readonly SelectionSetting[] {
  const patterns = readers.find(([name]) => name.test(baseName(path)))?.[1] ?? [];
  if (patterns.length === 0) return [];
  return text.split('\n').flatMap((line, index) => {
    const code = line.replace(/^\s*(?:#|;|\/\/|\*).*$/, '');
    return patterns.flatMap(([kind, pattern]) =>
      [...code.matchAll(pattern)].map(([, option = '', value = '']) => ({
        kind,
        path,
        line: index + 1,
        option,
        value: kind === 'retry' ? mostIn(value) : value.replace(/['"]/g, '').trim(),
        text: line.trim().slice(0, 200),
      })),
    );
  });
}

/** Of `CI ? 2 : 0` the most that it can be. */
function mostIn(expression: string): string {
  return String(Math.max(...(expression.match(/\d+/g) ?? ['0']).map(Number)));
}
