import type { RuleContext } from '../../model/rule.ts';

/** A number option of the rule, or its default when the config gives none (or none that is a finite number). */
export function numberOption(context: RuleContext, name: string, fallback: number): number {
  const value = context.options[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

/** A number option without a default. */
export function optionalNumber(context: RuleContext, name: string): number | undefined {
  const value = context.options[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A text option without a default; a text without a character is none. */
export function optionalText(context: RuleContext, name: string): string | undefined {
  const value = context.options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A list option; one text stands for a list of one. */
export function listOption(
  context: Pick<RuleContext, 'options'>,
  name: string,
  fallback: readonly string[],
): readonly string[] {
  const value = context.options[name];
  if (typeof value === 'string') return [value];
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : fallback;
}
