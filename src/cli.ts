import type { Command, ExitCode, Terminal } from './cli/command.ts';

/** Loaded only when asked for, so that `--version` costs no more than Node itself. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  audit: async () => (await import('./cli/audit-command.ts')).auditCommand,
  collect: async () => (await import('./cli/collect-command.ts')).collectCommand,
  score: async () => (await import('./cli/score-command.ts')).scoreCommand,
  render: async () => (await import('./cli/render-command.ts')).renderCommand,
  reports: async () => (await import('./cli/reports-command.ts')).reportsCommand,
  workflows: async () => (await import('./cli/workflows-command.ts')).workflowsCommand,
  rules: async () => (await import('./cli/rules-command.ts')).rulesCommand,
  explain: async () => (await import('./cli/explain-command.ts')).explainCommand,
  init: async () => (await import('./cli/init-command.ts')).initCommand,
  'check-config': async () => (await import('./cli/check-config-command.ts')).checkConfigCommand,
};

/** The command line: finds the command, runs it, and turns any throw into a message and an exit code. */
export async function main(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name = '', ...rest] = args;
  if (name === '--version' || name === '-V') {
    terminal.out(`${(await import('./cli/version.ts')).VERSION}\n`);
    return 0;
  }
  if (name === '' || name === '--help' || name === '-h' || name === 'help') {
    terminal.out(await help(terminal));
    return name === '' ? 2 : 0;
  }
  const load = COMMANDS[name];
  if (load === undefined) {
    const { closest } = await import('./config/closest.ts');
    const meant = closest(name, Object.keys(COMMANDS));
    terminal.err(
      `milestone-audit: there is no command ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}\n`,
    );
    return 2;
  }
  return runCommand(await load(), rest, terminal);
}

async function runCommand(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  if (args.includes('--help') || args.includes('-h')) {
    terminal.out(
      `${command.summary}\n\n${await usageOf(command, terminal, 'usage: milestone-audit ')}\n`,
    );
    return 0;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    const { UsageError } = await import('./cli/command.ts');
    const said = error instanceof UsageError ? error.message : faultOf(error);
    terminal.err(`milestone-audit ${command.name}: ${said}\n`);
    return 2;
  }
}

/** What should not happen: where it did is what whoever mends it needs to know. */
function faultOf(error: unknown): string {
  const { stack, message } = error as Error;
  return `this is a fault of milestone-audit itself, please report it: ${stack ?? message ?? String(error)}`;
}

/** The options in lines that fit; the further ones stand under the first. */
async function usageOf({ usage }: Command, terminal: Terminal, lead: string): Promise<string> {
  const [{ hanging }, { PLAIN }] = await Promise.all([
    import('./cli/fit-text.ts'),
    import('./cli/style.ts'),
  ]);
  // An option and its value stay together.
  const whole = usage.replace(/[[(][^\])]*[\])](?:\.\.\.)?/g, (option) =>
    option.replaceAll(' ', '\0'),
  );
  const lines = hanging(lead, whole, (terminal.style ?? PLAIN).width);
  return lines.join('\n').replaceAll('\0', ' ');
}

async function help(terminal: Terminal): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const rows = await Promise.all(
    commands.map(async (command) => {
      const usage = await usageOf(command, terminal, '  ');
      return `${usage.replaceAll('\n', '\n    ')}\n      ${command.summary}`;
    }),
  );
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
