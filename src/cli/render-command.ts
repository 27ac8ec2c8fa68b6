import { watchFile } from '../local/watch-file.ts';
import type { Audit } from '../model/audit.ts';
import type { StandardView } from '../render/standards/views.ts';
import { VIEWS, type ViewName } from '../render/views.ts';
import { firstPositional, flag, optionText, UsageError } from './arguments.ts';
import { type Arguments, type Command, jsonText, type Terminal } from './command.ts';
import { readAuditFile, writeOutput } from './read-input.ts';

/** `render`: prints one view of an audit; with `--watch` again at every change, until it is stopped. */
export const renderCommand: Command = {
  async run(given, terminal) {
    const path = firstPositional(given);
    if (flag(given, 'watch') && flag(given, 'json')) {
      throw new UsageError('--watch and --json exclude each other: JSON is printed once');
    }
    await render(path, given, terminal);
    if (!flag(given, 'watch')) return 0;
    terminal.err(`watching ${path}; stop with Ctrl+C\n`);
    for await (const _ of watchFile(path)) await renderAgain(path, given, terminal);
    return 0;
  },
};

async function render(path: string, given: Arguments, terminal: Terminal): Promise<void> {
  const name = (optionText(given, 'view') ?? 'document') as ViewName | StandardView;
  const text = await viewOf(name, await readAuditFile(path));
  if (text === '') {
    throw new UsageError(`${path} proves nothing that ${name} could state: no ended run is in it`);
  }
  const output = optionText(given, 'output');
  if (flag(given, 'json')) terminal.out(jsonText<'render'>({ view: name, text }));
  else if (output === undefined) terminal.out(text);
  if (output !== undefined) terminal.err(`written: ${await writeOutput(output, text)}\n`);
}

async function viewOf(name: ViewName | StandardView, audit: Audit): Promise<string> {
  if (name in VIEWS) return VIEWS[name as ViewName](audit);
  const { STANDARD_VIEWS } = await import('../render/standards/views.ts');
  return STANDARD_VIEWS[name as StandardView](audit);
}

/** A half-written file does not end the watch. */
async function renderAgain(path: string, given: Arguments, terminal: Terminal): Promise<void> {
  try {
    await render(path, given, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.err(`${error.message}\n`);
  }
}
