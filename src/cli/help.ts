import type { ListedCommand } from './command-list.ts';
import { hanging } from './fit-text.ts';
import { PLAIN, type Style } from './style.ts';

/** The options in lines that fit; the further ones stand under the first. */
export function usageLines(usage: string, lead: string, style: Style = PLAIN): readonly string[] {
  // An option and its value stay together.
  const whole = usage.replace(/[[(][^\])]*[\])](?:\.\.\.)?/g, (option) =>
    option.replaceAll(' ', '\0'),
  );
  return hanging(lead, whole, style.width).map((line) => line.replaceAll('\0', ' '));
}

/** Every command with its options, and what the exit codes mean. */
export function help(commands: Readonly<Record<string, ListedCommand>>, style?: Style): string {
  const rows = Object.values(commands).flatMap(({ usage, summary }) => {
    const [first = '', ...more] = usageLines(usage, '  ', style);
    return [first, ...more.map((line) => `    ${line}`), `      ${summary}`];
  });
  return [
    'milestone-audit: audits of milestones, computed from evidence',
    '',
    ...rows,
    '',
    '  --version, --help; COMMAND --help',
    '',
    'Exit codes: 0 it succeeded and the verdict passes, 1 the verdict does not,',
    '            2 wrong usage or unreadable input.',
    '',
  ].join('\n');
}
