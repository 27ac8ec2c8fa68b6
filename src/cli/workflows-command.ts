import { weakeningsBetween } from '../workflow/compare/weakenings.ts';
import { factsOf, type WorkflowFacts } from '../workflow/facts.ts';
import { firstPositional, flag, optionText } from './arguments.ts';
import type { Command } from './command.ts';
import { type FolderFiles, readRepositoryFiles } from './read-repository-files.ts';
import { fitting, inked, PLAIN, type Style } from './style.ts';

/** `workflows`: prints pins, permissions, ignored failures, and thresholds; with `--base`, weakenings. */
export const workflowsCommand: Command = {
  async run(given, terminal) {
    const head = await readRepositoryFiles(firstPositional(given));
    const base = optionText(given, 'base');
    const seen = describe(head, base === undefined ? undefined : await readRepositoryFiles(base));
    terminal.out(
      flag(given, 'json')
        ? `${JSON.stringify(seen, null, 2)}\n`
        : asText(seen, terminal.style ?? PLAIN),
    );
    return seen.workflows.some((workflow) => workflow.message !== null) ? 2 : 0;
  },
};

interface Seen {
  readonly workflows: readonly (ReturnType<typeof factsAt> & {
    readonly path: string;
    /** Why the file is unreadable, with its line; null when it is readable. */
    readonly message: string | null;
  })[];
  readonly weakenings: readonly {
    readonly kind: string;
    readonly path: string;
    readonly line: number;
    readonly before: string;
    readonly after: string;
  }[];
}

function describe(head: FolderFiles, base: FolderFiles | undefined): Seen {
  const facts = factsOf(head.workflows, head.settings, head.locks);
  // A settings file with a threshold is listed next to the workflows.
  const settings = new Set(facts.thresholds.map(({ path }) => path));
  const paths = [...new Set([...head.workflows.map(({ path }) => path), ...settings])].sort();
  const weakenings =
    base === undefined
      ? []
      : weakeningsBetween(
          { files: base.workflows, settings: base.settings },
          { files: head.workflows, settings: head.settings },
        );
  return {
    workflows: paths.map((path) => ({
      path,
      message: messageOf(path, head),
      ...factsAt(path, facts),
    })),
    weakenings: weakenings.map(({ kind, path, line, before, after }) => ({
      kind,
      path,
      line,
      before,
      after,
    })),
  };
}

function messageOf(path: string, { workflows }: FolderFiles): string | null {
  const file = workflows.find((one) => one.path === path);
  return file?.state === 'unreadable' ? `line ${file.line}: ${file.why}` : null;
}

function factsAt(path: string, facts: WorkflowFacts) {
  const here = <T extends { readonly path: string }>(list: readonly T[]) =>
    list.filter((one) => one.path === path).map(({ path: _, ...rest }) => rest);
  return {
    uses: here(facts.uses).map(({ line, uses, pin }) => ({ line, uses, pin })),
    permissions: here(facts.permissions),
    mutes: here(facts.mutes),
    thresholds: here(facts.thresholds),
    removed_runtimes: here(facts.removedRuntimes),
    unread: here(facts.unread),
  };
}

function asText({ workflows, weakenings }: Seen, style: Style): string {
  const files = workflows.flatMap(
    ({ path, message, uses, permissions, mutes, thresholds, removed_runtimes, unread }) => [
      inked(style, 'bold', path),
      ...(message === null ? [] : fitting(style, '  ', `unreadable, ${message}`)),
      ...uses.flatMap((use) => fitting(style, `  ${use.line}: `, `${use.uses} (${use.pin})`)),
      ...permissions.flatMap((one) => {
        const job = one.job === '' ? '' : ` (job ${one.job})`;
        return fitting(style, `  ${one.line}: `, `permission ${one.scope}: ${one.access}${job}`);
      }),
      ...mutes.flatMap((mute) =>
        fitting(style, `  ${mute.line}: `, `muted ${mute.target}: ${mute.text}`),
      ),
      ...thresholds.flatMap((one) =>
        fitting(style, `  ${one.line}: `, `threshold ${one.metric} ${one.value}: ${one.text}`),
      ),
      ...removed_runtimes.flatMap((one) =>
        fitting(style, `  ${one.line}: `, `${one.text}: ${one.why}`),
      ),
      ...unread.flatMap((one) =>
        fitting(style, `  ${one.line}: `, `not understood: ${one.what} (${one.why})`),
      ),
    ],
  );
  const weaker = weakenings.flatMap(({ kind, path, line, before, after }) =>
    fitting(style, '', `${path}:${line}: ${kind}: ${before} → ${after === '' ? 'gone' : after}`),
  );
  const weakened = weaker.length > 0 ? [inked(style, 'red', 'weakened:'), ...weaker] : [];
  return `${[...files, ...weakened].join('\n')}\n`;
}
