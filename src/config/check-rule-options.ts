import { closest } from '../lib/closest.ts';
import type { AnyRule, RuleOption } from '../model/rule.ts';

/** What the check of a config knows of a rule. */
export type KnownRule = Pick<AnyRule, 'id' | 'options'>;

/** What is wrong with the options a config gives one rule, by the option's name. */
export function checkRuleOptions(
  rule: KnownRule,
  given: Readonly<Record<string, unknown>>,
): readonly { readonly option: string; readonly message: string }[] {
  const known = rule.options ?? [];
  return Object.entries(given).flatMap(([option, value]) => {
    if (option === 'off') return notOff(value);
    if (option === 'reason') return notReason(value);
    const declared = known.find(({ name }) => name === option);
    const message = declared === undefined ? unknown(rule, option) : wrongType(declared, value);
    return message === undefined ? [] : [{ option, message }];
  });
}

/** A rule is off for a reason, which the audit shows. */
function notOff(value: unknown): readonly { readonly option: string; readonly message: string }[] {
  if (typeof value === 'string' && value.trim() !== '') return [];
  const message = `${JSON.stringify(value) ?? 'nothing'} is no reason; say in words why the rule is off`;
  return [{ option: 'off', message }];
}

/** Why a rule has other options than it comes with; the audit shows it beside them. */
function notReason(
  value: unknown,
): readonly { readonly option: string; readonly message: string }[] {
  if (typeof value === 'string' && value.trim() !== '') return [];
  const message = `${JSON.stringify(value) ?? 'nothing'} is no reason; say in words why the rule has these options`;
  return [{ option: 'reason', message }];
}

function unknown({ id, options = [] }: KnownRule, option: string): string {
  const names = [...options.map(({ name }) => name), 'off', 'reason'];
  const meant = closest(option, names);
  if (meant !== undefined) return `unknown option; did you mean ${meant}?`;
  return `unknown option; ${id} takes ${names.join(', ')}`;
}

const WORDS: Readonly<Record<RuleOption['type'], string>> = {
  number: 'a number',
  text: 'a text',
  list: 'a list of texts',
  flag: 'true or false',
};

function wrongType({ type }: RuleOption, value: unknown): string | undefined {
  return fits(type, value)
    ? undefined
    : `${JSON.stringify(value) ?? 'nothing'} is not ${WORDS[type]}`;
}

function fits(wanted: RuleOption['type'], value: unknown): boolean {
  switch (wanted) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'text':
      return typeof value === 'string' && value !== '';
    case 'list':
      return (
        typeof value === 'string' ||
        (Array.isArray(value) && value.every((one) => typeof one === 'string'))
      );
    case 'flag':
      return typeof value === 'boolean';
  }
  wanted satisfies never;
  return false;
}
