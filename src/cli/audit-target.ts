import { UsageError } from './arguments.ts';
import type { Wanted } from './github-evidence.ts';

/** What `audit` is asked to collect from GitHub. */
export interface AuditTarget {
  /** Host of a URL; absent in short forms. */
  readonly host?: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly wanted: Wanted;
}

const NAME = String.raw`[\w.-]+\/[\w.-]+`;

/**
 * Parses a URL of a pull request, commit, branch, run, or repository, or its short form:
 * `owner/name#12`, `owner/name@branch`, `owner/name`. Throws a `UsageError` for anything else.
 */
export function auditTarget(text: string): AuditTarget {
  const target = /^https?:\/\//.test(text) ? ofUrl(text) : ofShort(text);
  if (target !== undefined) return target;
  throw new UsageError(
    `${text} is not a pull request, commit, branch or run on GitHub (https://github.com/OWNER/NAME/pull/12 or OWNER/NAME#12); a checkout is named with --repo ${text}`,
  );
}

function ofShort(text: string): AuditTarget | undefined {
  const match = new RegExp(`^(${NAME})(?:#([1-9]\\d{0,14})|@(\\S+))?$`).exec(text);
  const [, repository, number, revision] = match ?? [];
  // `../x` and `./x` are folders.
  if (repository === undefined || /^\.{1,2}\//.test(text)) return undefined;
  return {
    repository,
    wanted:
      number === undefined
        ? { kind: 'sha', revision: revision ?? '' }
        : { kind: 'pr', number: Number(number) },
  };
}

function ofUrl(text: string): AuditTarget | undefined {
  if (!URL.canParse(text)) return undefined;
  const { host, pathname } = new URL(text);
  // A percent sign that encodes nothing is not an address of GitHub.
  if (/%(?![0-9a-f]{2})/i.test(pathname)) return undefined;
  const path = decodeURIComponent(pathname)
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '');
  const [, repository, rest = ''] = new RegExp(`^/(${NAME})(?:/(.+))?$`).exec(path) ?? [];
  const wanted = wantedAt(rest);
  return repository === undefined || wanted === undefined
    ? undefined
    : { host, repository, wanted };
}

/** Pages below a page, such as the files of a pull request, belong to it. */
function wantedAt(path: string): Wanted | undefined {
  if (path === '') return { kind: 'sha', revision: '' };
  const pull = /^pull\/([1-9]\d{0,14})(?:\/|$)/.exec(path)?.[1];
  if (pull !== undefined) return { kind: 'pr', number: Number(pull) };
  const run = /^actions\/runs\/([1-9]\d{0,14})(?:\/|$)/.exec(path)?.[1];
  if (run !== undefined) return { kind: 'run', id: Number(run) };
  const revision = /^(?:commit\/([0-9a-f]{7,40})(?:\/|$)|tree\/(.+)$)/.exec(path);
  const named = revision?.[1] ?? revision?.[2];
  return named === undefined ? undefined : { kind: 'sha', revision: named };
}
