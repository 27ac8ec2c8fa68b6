import { closest } from '../config/closest.ts';
import { VIEWS } from '../document/views.ts';
import type { Audit } from '../model/audit.ts';
import { onlyPositional, optionText, readArguments } from './arguments.ts';
import { type Command, UsageError } from './command.ts';
import { readAuditFile } from './read-input.ts';

/** `render`: one view of a published audit. */
export const renderCommand: Command = {
  name: 'render',
  async run(args, terminal) {
    const given = readArguments(args, { view: { type: 'string' } });
    const path = onlyPositional(given, 'audit file');
    const name = optionText(given, 'view') ?? 'document';
    const view = (VIEWS as Readonly<Record<string, (audit: Audit) => string>>)[name];
    if (view === undefined) {
      const meant = closest(name, Object.keys(VIEWS));
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      throw new UsageError(`there is no view ${name}${hint} (${Object.keys(VIEWS).join(', ')})`);
    }
    terminal.out(view(await readAuditFile(path)));
    return 0;
  },
};
