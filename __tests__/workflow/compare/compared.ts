import { type Side, weakeningsBetween } from '../../../src/workflow/compare/weakenings.ts';
import { readAction, readWorkflow } from '../../../src/workflow/parse/read-workflow.ts';

/** Texts of files by path: workflows and actions below `.github`, settings elsewhere. */
export type Files = Readonly<Record<string, string>>;

function side(files: Files): Side {
  const entries = Object.entries(files);
  return {
    files: entries
      .filter(([name]) => name.startsWith('.github/'))
      .map(([name, text]) =>
        (name.includes('action.yml') ? readAction : readWorkflow)(name, 'b', text),
      ),
    settings: entries
      .filter(([name]) => !name.startsWith('.github/'))
      .map(([name, text]) => ({ path: name, blob: 'b', text })),
  };
}

export const between = (base: Files, head: Files) => weakeningsBetween(side(base), side(head));

export type Change = readonly [path: string, from: string | RegExp, to: string];

/** The files with pieces of their texts replaced, each of which must be there. */
export function changed(files: Files, ...changes: readonly Change[]): Files {
  const all: Record<string, string> = { ...files };
  for (const [path, from, to] of changes) {
    const next = all[path]?.replace(from, to);
    if (next === undefined || next === all[path]) throw new Error(`nothing to replace: ${from}`);
    all[path] = next;
  }
  return all;
}

/** What was found, each as `kind file:line<line before => after`, the file's folder left out; `?` where it is not sure. */
export function weakeningsOf(base: Files, head: Files): readonly string[] {
  return between(base, head).map(({ kind, at, path, line, beforeLine, before, after, unsure }) => {
    const place = `${path.replace(/^.*\//, '')}:${line}`;
    return at === 'base'
      ? `${kind} base ${place} ${before}`
      : `${kind}${unsure === undefined ? '' : '?'} ${place}<${beforeLine} ${before} => ${after}`;
  });
}
