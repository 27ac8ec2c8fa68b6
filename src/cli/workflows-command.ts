import { quantity } from '../lib/format.ts';
import { sanitize } from '../lib/sanitize.ts';
import { weakeningsBetween } from '../workflow/compare/weakenings.ts';
import { factsOf, type WorkflowFacts } from '../workflow/facts.ts';
import { allGates } from '../workflow/gates/all-gates.ts';
import { firstPositional, flag, optionText } from './arguments.ts';
import { type Command, jsonText } from './command.ts';
import type { CommandJson, SeenFile } from './command-json.ts';
import { type FolderFiles, readRepositoryFiles } from './read-repository-files.ts';
import { fitting, inked, PLAIN, type Style } from './style.ts';

/** `workflows`: prints pins, permissions, ignored failures, and thresholds; with `--base`, weakenings. */
export const workflowsCommand: Command = {
  async run(given, terminal) {
    const head = await readRepositoryFiles(firstPositional(given));
    const base = optionText(given, 'base');
    const counted = countedIn(head);
    const earlier = base === undefined ? undefined : await readRepositoryFiles(base);
    const seen = describe(head, earlier, counted);
    terminal.out(
      flag(given, 'json')
        ? jsonText<'workflows'>(seen)
        : asText(seen, counted, terminal.style ?? PLAIN),
    );
    return seen.workflows.some((workflow) => workflow.message !== null) ? 2 : 0;
  },
};

type Seen = CommandJson['workflows'];

function describe(head: FolderFiles, base: FolderFiles | undefined, counted: Counted): Seen {
  const facts = factsOf(head.workflows, head.settings, head.locks);
  // A settings file or script with a threshold or an ignored failure is listed next to the workflows.
  const settings = new Set([...facts.thresholds, ...facts.mutes].map(({ path }) => path));
  const paths = [...new Set([...head.workflows.map(({ path }) => path), ...settings])].sort();
  const weakenings =
    base === undefined
      ? []
      : weakeningsBetween(
          { files: base.workflows, settings: base.settings },
          { files: head.workflows, settings: head.settings },
        );
  return {
    workflows: paths.map((path) => {
      const file = { path, message: messageOf(path, head), ...factsAt(path, facts) };
      const findings = rowsOf(file, counted)
        .filter(({ finding }) => finding)
        .map(({ line, text }) => ({ line, text }));
      return { ...file, findings };
    }),
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

/** One fact of a file; findings are what the audit counts against it. */
interface Row {
  readonly line: number;
  readonly text: string;
  readonly finding: boolean;
}

/** What the audit counts as findings, which the facts of a file alone do not say. */
interface Counted {
  /** Workflows with a job that gets the repository's default permissions. */
  readonly defaults: ReadonlySet<string>;
  /** Jobs and steps that run a check, also through an action or workflow that they call. */
  readonly checking: ReadonlySet<string>;
}

function countedIn(files: FolderFiles): Counted {
  const workflows = files.workflows.flatMap((file) =>
    file.state === 'present' ? [file.workflow] : [],
  );
  const places = allGates(workflows).flatMap((gate) => [
    gate,
    { ...gate, path: gate.workflow.path },
    ...gate.via,
  ]);
  const checking = places.flatMap(({ path, job, step }) => [
    placeOf(path, job.id, ''),
    placeOf(path, job.id, step?.name ?? ''),
  ]);
  return { defaults: withDefaultToken(files), checking: new Set(checking) };
}

function placeOf(path: string, job: string, step: string): string {
  return JSON.stringify([path, job, step]);
}

function rowsOf(file: Omit<SeenFile, 'findings'>, { defaults, checking }: Counted): readonly Row[] {
  const { path, uses, permissions, mutes, thresholds, removed_runtimes, unread } = file;
  const mutable = ['tag', 'branch', 'none'];
  return [
    ...uses.map(({ line, uses: used, pin }) => ({
      line,
      text: mutable.includes(pin) ? `${used} is not pinned (${pin})` : `${used} (${pin})`,
      finding: mutable.includes(pin),
    })),
    ...permissions.map(({ line, scope, access, job }) => ({
      line,
      text: `permission ${scope}: ${access}${job === '' ? '' : ` (job ${job})`}`,
      finding:
        (access === 'undeclared' && defaults.has(path)) || (scope === 'all' && access === 'write'),
    })),
    ...mutes.map(({ line, target, text, job, step }) => {
      const finding = checking.has(placeOf(path, job, step));
      const check = target === 'other' ? 'a check' : `a ${target} check`;
      return {
        line,
        text: finding ? `ignores failures of ${check}: ${text}` : `${text} (runs no known check)`,
        finding,
      };
    }),
    ...thresholds.map(({ line, metric, value, text }) => ({
      line,
      text: `threshold ${metric} ${value}: ${text}`,
      finding: false,
    })),
    ...removed_runtimes.map(({ line, text, why }) => ({
      line,
      text: `${text}: ${why}`,
      finding: true,
    })),
    ...unread.map(({ line, what, why }) => ({
      line,
      text: `not understood: ${what} (${why})`,
      finding: true,
    })),
  ].sort((a, b) => a.line - b.line);
}

/** Workflows with a job that gets the repository's default permissions, because nothing declares any. */
function withDefaultToken({ workflows }: FolderFiles): ReadonlySet<string> {
  return new Set(
    workflows.flatMap((file) =>
      file.state === 'present' &&
      file.workflow.jobs.some(({ permissions }) => permissions.state === 'undeclared')
        ? [file.path]
        : [],
    ),
  );
}

function asText({ workflows, weakenings }: Seen, counted: Counted, style: Style): string {
  const width = Math.max(
    1,
    ...workflows.flatMap((file) => rowsOf(file, counted).map(({ line }) => String(line).length)),
  );
  const files = workflows.flatMap((file) => [
    inked(style, 'bold', sanitize(file.path)),
    ...(file.message === null
      ? []
      : fitting(style, '! ', `unreadable, ${sanitize(file.message)}`).map((row) =>
          inked(style, 'red', row),
        )),
    ...rowsOf(file, counted).flatMap(({ line, text, finding }) => {
      const lead = `${finding ? '!' : ' '} ${String(line).padStart(width)}  `;
      const rows = fitting(style, lead, sanitize(text));
      return finding ? rows.map((row) => inked(style, 'yellow', row)) : rows;
    }),
  ]);
  const weaker = weakenings.flatMap(({ kind, path, line, before, after }) => {
    const change = `${sanitize(before)} → ${after === '' ? 'removed' : sanitize(after)}`;
    return fitting(style, '! ', `${sanitize(path)}:${line}: ${kind}: ${change}`);
  });
  const findings = workflows.flatMap((file) => file.findings);
  const unread = workflows.filter(({ message }) => message !== null).length;
  const counts = [
    quantity(workflows.length, 'file'),
    quantity(findings.length, 'finding'),
    ...(weakenings.length > 0 ? [quantity(weakenings.length, 'weakening')] : []),
    ...(unread > 0 ? [`${unread} unreadable`] : []),
  ].join(', ');
  return `${[
    ...files,
    ...(weaker.length > 0 ? [inked(style, 'bold', 'Weakened')] : []),
    ...weaker.map((row) => inked(style, 'red', row)),
    counts,
  ].join('\n')}\n`;
}
