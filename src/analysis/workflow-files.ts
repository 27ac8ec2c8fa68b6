import { plural } from '../lib/format.ts';
import { memoize } from '../lib/memoize.ts';
import type { Source } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Finding } from '../model/verdict.ts';
import type { Workflow } from '../model/workflow.ts';
import { lowestOr, unknown } from './runner.ts';

/**
 * Judges the workflow files together. If a file cannot be read, only a 0 of the other files stays:
 * the broken file may contain anything, and breaking a file must not hide its content.
 */
export function judgeWorkflows(
  files: RepositoryFiles,
  judge: (workflows: readonly Workflow[]) => Finding,
): Finding {
  const broken = files.workflows.filter((file) => file.state === 'unreadable');
  const read = readableWorkflows(files);
  const first = broken[0];
  if (read.length === 0 && first === undefined) {
    return unknown(`there is no workflow file at ${files.commit.slice(0, 12)}`);
  }
  const finding = judge(read);
  if (first === undefined) return finding;
  const more = broken.length > 1 ? ` (and ${plural(broken.length - 1, 'more file')})` : '';
  return lowestOr(finding, `${first.path}:${first.line} cannot be read: ${first.why}${more}`);
}

/** Returns the workflows that can be read. */
export function readableWorkflows(files: RepositoryFiles): readonly Workflow[] {
  return files.workflows.flatMap((file) => (file.state === 'present' ? [file.workflow] : []));
}

/** Returns the source for a repository file and line. */
export function fileSource(files: RepositoryFiles, path: string, line?: number): Source {
  const blob = blobsOf(files).get(path);
  return { ...pathSource(path, files.commit, line), ...(blob === undefined ? {} : { blob }) };
}

/** Returns the source for a path and line at a commit. */
export function pathSource(path: string, commit: string, line?: number): Source {
  return { what: path, path, commit, ...(line === undefined ? {} : { line }) };
}

const blobsOf = memoize(
  ({ workflows, settings, locks }: RepositoryFiles) =>
    new Map([...locks, ...settings, ...workflows].map(({ path, blob }) => [path, blob])),
);

/** Returns the workflow files as proof, for findings about what they do not contain. */
export function filesProof(
  files: RepositoryFiles,
  text: string,
): readonly { readonly text: string; readonly source: Source }[] {
  return files.workflows.map(({ path }) => ({
    text: `${path}: ${text}`,
    source: fileSource(files, path),
  }));
}
