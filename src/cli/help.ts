import { type ListedCommand, type ListedOption, usageOf } from './command.ts';
import { GROUPS } from './command-list.ts';
import { columns, hanging, inked, PLAIN, type Style } from './style.ts';

const WIDEST_LEAD = 28;

const END = [
  ['', 'COMMAND --help shows the options of a command; --version prints the version.'],
  [
    'Start with: ',
    'milestone-audit audit https://github.com/OWNER/NAME/pull/12, or in a checkout milestone-audit audit and milestone-audit init --dry-run.',
  ],
  [
    'Exit codes: ',
    '0 success, and the verdict passes; 1 the verdict does not pass; 2 wrong usage or unreadable input.',
  ],
] as const;

/** Returns the list of commands and the meaning of the exit codes. */
export function help(style: Style = PLAIN): string {
  const width = Math.max(...GROUPS.flatMap(([, group]) => Object.keys(group).map(columns)));
  const groups = GROUPS.flatMap(([title, commands]) => [
    inked(style, 'bold', title),
    ...Object.entries(commands).flatMap(([name, { summary }]) =>
      hanging(`  ${name.padEnd(width)}  `, summary, style.width),
    ),
    '',
  ]);
  return [
    inked(style, 'bold', 'milestone-audit: audits milestones from evidence on GitHub'),
    '',
    'usage: milestone-audit COMMAND [OPTION]...',
    '',
    ...groups,
    ...END.flatMap(([lead, text]) => [...hanging(lead, text, style.width), '']),
  ].join('\n');
}

/** Returns the usage, options, and examples of a command. */
export function commandHelp(name: string, listed: ListedCommand, style: Style = PLAIN): string {
  const leads = listed.options.map(leadOf);
  const width = Math.max(0, ...leads.map(columns).filter((one) => one <= WIDEST_LEAD));
  const options = listed.options.flatMap((option, at) =>
    row(leads[at] ?? '', option.meaning, width, style),
  );
  const examples = (listed.examples ?? []).map((line) => `  ${line}`);
  return [
    ...hanging('', listed.summary, style.width),
    '',
    ...usageLines(usageOf(name, listed), 'usage: milestone-audit ', style),
    ...(options.length > 0 ? ['', ...options] : []),
    ...(examples.length > 0 ? ['', 'for example:', ...examples] : []),
    '',
  ].join('\n');
}

/** Prints the meaning next to the option, or below an option that is too long. */
function row(lead: string, meaning: string, width: number, style: Style): readonly string[] {
  const fits = columns(lead) <= width;
  const lines = hanging(
    `  ${fits ? lead.padEnd(width) : ''.padEnd(width)}  `,
    meaning,
    style.width,
  );
  return fits ? lines : [`  ${lead}`, ...lines];
}

function leadOf({ name, short, value }: ListedOption): string {
  const dashed = `${short === undefined ? '' : `-${short}, `}--${name}`;
  return value === undefined ? dashed : `${dashed} ${value}`;
}

/** Wraps the usage line; continuation lines are indented. */
function usageLines(usage: string, lead: string, style: Style): readonly string[] {
  // An option and its value stay on one line.
  const room = style.width - columns(lead);
  const whole = usage
    .replace(/[[(][^\])]*[\])](?:\.\.\.)?/g, (option) => glued(option, room))
    .replace(/(--[a-z-]+) (?=[A-Z])/g, '$1\0');
  return hanging(lead, whole, style.width).map((line) => line.replaceAll('\0', ' '));
}

/** A choice that does not fit on one line breaks between its alternatives. */
function glued(option: string, room: number): string {
  const ways = columns(option) <= room ? [option] : option.split(' | ');
  return ways.map((way) => way.replaceAll(' ', '\0')).join('\0| ');
}
