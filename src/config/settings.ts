import { closest } from '../lib/closest.ts';
import type { CommentMode, FailOn, StatusMode } from '../model/config.ts';
import type { Inputs } from '../model/world.ts';
import { INPUT_DEFAULTS } from './defaults.ts';
import type { Problem } from './problem.ts';

/**
 * The checked inputs. A value that equals the documented default counts as not set, so that the config
 * can set it: the runner fills in defaults, and the two cannot be distinguished.
 */
export interface Settings {
  readonly milestone?: string;
  readonly workflows?: readonly string[];
  readonly artifacts?: readonly string[];
  readonly reports: readonly string[];
  readonly waitMinutes: number;
  readonly comment?: CommentMode;
  readonly docs?: string;
  readonly docsPath?: string;
  readonly status?: StatusMode;
  readonly statusName?: string;
  readonly failOn?: FailOn;
  readonly minimumScore?: number;
  readonly withoutMilestone: 'pass' | 'fail' | 'audit';
  readonly evidence?: 'commit' | 'none';
  readonly auditKey: string;
  readonly dryRun: boolean;
}

export type ReadSettings =
  | { readonly state: 'valid'; readonly settings: Settings }
  | { readonly state: 'invalid'; readonly problems: readonly Problem[] };

const BRANCH = /^branch:[A-Za-z0-9][A-Za-z0-9._/-]*$/;
const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/;

/** Reads all inputs and returns all problems; an empty input is not set. */
export function readSettings(inputs: Inputs): ReadSettings {
  const problems: Problem[] = [];
  const given = (name: string): string | undefined => {
    const value = (inputs[name] ?? '').trim();
    return value === '' || value === INPUT_DEFAULTS[name] ? undefined : value;
  };
  const wrong = (name: string, value: string, expected: string): undefined => {
    problems.push({ where: `input ${name}`, key: '', message: `\`${value}\` is not ${expected}` });
    return undefined;
  };
  const oneOf = <T extends string>(name: string, allowed: readonly T[]): T | undefined => {
    const value = given(name);
    if (value === undefined) return undefined;
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    const suggestion = closest(value, allowed);
    return wrong(
      name,
      value,
      `one of ${allowed.join(', ')}${suggestion ? `; did you mean ${suggestion}?` : ''}`,
    );
  };
  const number = (name: string, low: number, high: number): number | undefined => {
    const value = given(name);
    if (value === undefined) return undefined;
    const parsed = Number(value);
    return Number.isFinite(parsed) && parsed >= low && parsed <= high
      ? parsed
      : wrong(name, value, `a number from ${low} to ${high}`);
  };
  const matching = (
    name: string,
    allowed: (value: string) => boolean,
    expected: string,
  ): string | undefined => {
    const value = given(name);
    return value === undefined || allowed(value) ? value : wrong(name, value, expected);
  };
  const lines = (name: string): readonly string[] | undefined =>
    given(name)
      ?.split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');

  const settings = defined({
    milestone: given('milestone'),
    workflows: lines('workflows'),
    artifacts: lines('artifacts'),
    reports: lines('reports') ?? [],
    waitMinutes: number('wait-minutes', 0, 360) ?? 10,
    comment: oneOf('comment', ['always', 'on-change', 'on-failure', 'never']),
    docs: matching(
      'docs',
      (value) => ['auto', 'head', 'pull-request', 'none'].includes(value) || BRANCH.test(value),
      'one of auto, head, branch:<name>, pull-request, none',
    ),
    docsPath: matching(
      'docs-path',
      isDocumentPath,
      'a relative path of a `.md` file, inside the repository',
    ),
    status: oneOf('status', ['status', 'check', 'both', 'none']),
    statusName: given('status-name'),
    failOn: oneOf('fail-on', ['red', 'yellow', 'never']),
    minimumScore: number('minimum-score', 0, 5),
    withoutMilestone: oneOf('without-milestone', ['pass', 'fail', 'audit']) ?? 'audit',
    evidence: oneOf('evidence', ['commit', 'none']),
    auditKey:
      matching(
        'audit-key',
        (value) => KEY.test(value),
        'up to 41 letters, digits, dots, dashes and underscores',
      ) ?? '',
    dryRun:
      oneOf('dry-run', ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'])?.toLowerCase() ===
      'true',
  });
  return problems.length > 0
    ? { state: 'invalid', problems }
    : { state: 'valid', settings: settings as Settings };
}

/** Returns whether a path may be the document's: inside the repository, outside of `.git` and `.github`. */
export function isDocumentPath(path: string): boolean {
  const segments = path.split('/');
  return (
    path.endsWith('.md') &&
    !path.startsWith('/') &&
    !/[\\\0\r\n:]/.test(path) &&
    segments.map(folderName).every((name) => name !== '' && !/^(?:\.git|git~\d+)$/.test(name)) &&
    !/^(?:\.github|github~\d+)$/.test(folderName(segments[0] ?? ''))
  );
}

/**
 * Returns the name that a file system can take a segment for; empty for none and for a parent folder.
 * NTFS ignores case, trailing blanks and dots, and has short names (`GIT~1`); HFS+ ignores zero-width
 * characters (git's `is_ntfs_dotgit` and `is_hfs_dotgit`, read 2026-11-29).
 */
function folderName(segment: string): string {
  return segment
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/(?<![\s.])[\s.]+$/, '')
    .toLowerCase();
}

/** Returns the entries of an object that have a value: exact optional properties do not allow `undefined`. */
export function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
