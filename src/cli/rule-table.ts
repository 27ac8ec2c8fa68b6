import type { AnyRule } from '../model/rule.ts';
import { LEVEL_NAMES } from '../model/verdict.ts';
import { fitting } from './fit-text.ts';
import { inked, type Style } from './style.ts';

/** A rule with its boundaries, the best level first. */
export function ruleTable(
  { id, title, levels }: Pick<AnyRule, 'id' | 'title' | 'levels'>,
  style: Style,
): readonly string[] {
  const rows = levels
    .map((text, level) => fitting(style, lead(level), text))
    .reverse()
    .flat();
  return [inked(style, 'bold', `${id} — ${title}`), ...rows];
}

function lead(level: number): string {
  return `  ${level} ${(LEVEL_NAMES[level] ?? '').padEnd(12)}  `;
}
