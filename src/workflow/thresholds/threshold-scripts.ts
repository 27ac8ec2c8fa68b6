import type { SettingsFile } from '../../model/workflow.ts';
import { baseName } from '../files/lockfile-names.ts';
import { type Metric, percentOf, type Threshold } from './threshold.ts';

/**
 * Thresholds written as plain numbers in a configuration script; the script is never run, so one that computes its
 * thresholds yields a single `unknown`.
 */
export function scriptThresholds(file: SettingsFile): readonly Threshold[] {
  const code = withoutComments(file.text);
  const start = /\bcoverageThreshold\b|\bthresholds?\s*:|\bcheck-?[cC]overage\b/.exec(code);
  if (start === null) return [];
  const tool = /^(jest|vite|karma|nyc)/.exec(baseName(file.path))?.[1] ?? '';
  const place = { path: file.path, tool: tool === 'vite' ? 'vitest' : tool };
  const block = blockFrom(code, start.index);
  const found = numbersIn(block).map(({ metric, value, offset, scope }) => {
    const line = lineOf(code, start.index + offset);
    return { ...place, line, metric, value, scope, text: lineText(file.text, line) };
  });
  if (found.length > 0) return found;
  const line = lineOf(code, start.index);
  return [
    {
      ...place,
      line,
      metric: 'total',
      value: 'unknown',
      scope: '',
      text: lineText(file.text, line),
    },
  ];
}

/** The braces after a key with all they hold; for a key without braces the rest of its line. */
function blockFrom(code: string, start: number): string {
  const newline = code.indexOf('\n', start);
  const line = code.slice(start, newline === -1 ? code.length : newline);
  if (!/^[^\n]*?\{/.test(line)) return line;
  let depth = 0;
  for (const { 0: brace, index } of code.slice(start).matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    if (depth === 0) return code.slice(start, start + index + 1);
  }
  return code.slice(start);
}

function numbersIn(block: string) {
  const found: { metric: Metric; value: number | 'unknown'; offset: number; scope: string }[] = [];
  const pattern =
    /(?:(['"])([^'"\n]+)\1|\b(global))\s*:\s*\{|\b(lines|branches|functions|statements)['"]?\s*:\s*(-?\d+(?:\.\d+)?|100)|\b(100)\s*:\s*true/g;
  let scope = '';
  for (const match of block.matchAll(pattern)) {
    if (match[2] !== undefined || match[3] !== undefined) scope = match[2] ?? '';
    else if (match[6] !== undefined)
      found.push({ metric: 'total', value: 100, offset: match.index, scope });
    else
      found.push({
        metric: match[4] as Metric,
        value: percentOf(match[5] ?? ''),
        offset: match.index,
        scope,
      });
  }
  return found;
}

/** Comments blanked out with their line breaks kept, so that lines stay where they are. */
function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|(?<![:'"\\])\/\/[^\n]*/g, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function lineText(text: string, line: number): string {
  return (text.split('\n', line)[line - 1] ?? '').trim().slice(0, 200);
}
