/** One `::name key=value::message` that the runner would act on. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const COMMANDS = new Set(
  'add-mask add-matcher remove-matcher add-path debug echo endgroup error group notice save-state set-env set-output warning'.split(
    ' ',
  ),
);

/**
 * The workflow commands in a log, in both forms, `::name::` at a line's start and `##[name]` anywhere
 * in it; between `stop-commands` and its token nothing counts.
 *
 * Source: actions/runner v2.336.0, `ActionCommand.cs` (read 2026-11-22).
 */
export function parseWorkflowCommands(log: string): readonly WorkflowCommand[] {
  const commands: WorkflowCommand[] = [];
  let token: string | undefined;
  for (const command of log.split(/\r?\n/).flatMap((line) => commandIn(line) ?? [])) {
    if (token !== undefined) token = command.name === token ? undefined : token;
    else if (command.name === 'stop-commands') token = command.message.toLowerCase();
    else if (COMMANDS.has(command.name)) commands.push(command);
  }
  return commands;
}

function commandIn(line: string): WorkflowCommand | undefined {
  const found =
    /^\s*::([^\s:][^\s:]*)(?: (.*?))?::(.*)$/.exec(line) ??
    /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/.exec(line);
  if (found === null) return undefined;
  const [, name = '', properties = '', message = ''] = found;
  const separator = line.includes('##[') && !line.trimStart().startsWith('::') ? ';' : ',';
  const pairs = properties
    .split(separator)
    .filter((pair) => pair.includes('='))
    .map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), unescaped(pair.slice(at + 1), true)];
    });
  return {
    name: name.toLowerCase(),
    properties: Object.fromEntries(pairs),
    message: unescaped(message, false),
  };
}

function unescaped(text: string, property: boolean): string {
  const data = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  const whole = property ? data.replaceAll('%3A', ':').replaceAll('%2C', ',') : data;
  return whole.replaceAll('%25', '%');
}
