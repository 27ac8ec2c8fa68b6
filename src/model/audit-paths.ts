import { memoize, memoizeText } from '../lib/memoize.ts';
import type { Changes } from './repository.ts';

/** Paths of the audit's own files in the repository, for one milestone. */
export interface AuditPaths {
  readonly document: string;
  readonly json: string;
  readonly evidence: string;
}

/**
 * Returns the paths of the audit's files: the document at the config's `docs-path`, JSON and evidence
 * next to it (contract, section 1). An audit key, which separates several audits of one repository,
 * becomes part of every name.
 */
export function auditPaths(docsPath: string, milestone: string, auditKey: string): AuditPaths {
  const key = auditKey === '' ? '' : `_${auditKey}`;
  const document = docsPath.replaceAll('{milestone}', milestone).replace(/\.md$/, `${key}.md`);
  const folder = document.slice(0, document.lastIndexOf('/') + 1);
  return {
    document,
    json: `${folder}${milestone}_audit${key}.json`,
    evidence: `${folder}${milestone}_evidence${key}.json.gz`,
  };
}

/** Returns the audit key in the path of an audit's JSON; `null` without one. */
export function keyInPath(path: string): string | null {
  return /_audit_([\w.-]{1,60})\.json$/.exec(path)?.[1] ?? null;
}

/** Returns `owner/name`, with the audit key of one of several audits. */
export function auditName(audit: {
  readonly repository: string;
  readonly audit_key: string | null;
}): string {
  const { repository, audit_key: key } = audit;
  return key === null ? repository : `${repository} (${key})`;
}

const ID = '[A-Za-z0-9][A-Za-z0-9._-]{0,31}';

/** Returns the pattern of a path template, in which NUL stands for the milestone. */
const templatePattern = memoizeText((template): RegExp => {
  const [first = '', ...rest] = template
    .split('\0')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(
    `^${first}${rest.map((part, at) => (at === 0 ? `(${ID})` : String.raw`\1`) + part).join('')}$`,
  );
});

/** The config's keys from which paths are made, and how ids look in the ledger. */
export interface AuditLocations {
  readonly docsPath: string;
  readonly auditKey: string;
  readonly ledger?: string;
  readonly milestone?: { readonly pattern?: string };
}

/** Returns the milestone whose audit has its JSON at this path; `undefined` for every other path. */
export function pathMilestone(path: string, places: AuditLocations): string | undefined {
  return jsonPattern(places).exec(path)?.[1];
}

const jsonPattern = memoize(({ docsPath, auditKey }: AuditLocations) =>
  templatePattern(auditPaths(docsPath, '\0', auditKey).json),
);

/** Files about all milestones, in the folder above those of the milestones. */
export interface HistoryPaths {
  readonly index: string;
  readonly page: string;
  readonly trend: string;
  readonly trendDark: string;
  readonly flow: string;
  readonly flowDark: string;
  readonly badge: string;
  readonly badgeJson: string;
  readonly latest: string;
}

/** Returns the paths of the history's files; `undefined` when they would be in the repository's root. */
export function historyPaths(places: AuditLocations): HistoryPaths | undefined {
  const root = places.docsPath.split('{milestone}')[0] ?? '';
  const folder = root.slice(0, root.lastIndexOf('/') + 1);
  if (folder === '' || !places.docsPath.includes('{milestone}')) return undefined;
  const key = places.auditKey === '' ? '' : `_${places.auditKey}`;
  return {
    index: `${folder}README${key}.md`,
    page: `${folder}index${key}.html`,
    trend: `${folder}trend${key}.svg`,
    trendDark: `${folder}trend${key}-dark.svg`,
    flow: `${folder}flow${key}.svg`,
    flowDark: `${folder}flow${key}-dark.svg`,
    badge: `${folder}badge${key}.svg`,
    badgeJson: `${folder}badge${key}.json`,
    latest: `${folder}latest${key}.json`,
  };
}

/**
 * Returns whether the audit generates this file: document, JSON, and evidence of any milestone, the
 * index, page, and pictures in the folder above, and the ledger, but not the plan or the registry.
 * With an audit key, files of other keys count too: other audits commit next to this one.
 */
export function isGeneratedPath(path: string, places: AuditLocations): boolean {
  const { auditKey, ledger } = places;
  const keys = auditKey === '' ? [''] : ['', ...keysIn(path)];
  return path === ledger || keys.some((key) => generatedWith(`${key}\0${places.docsPath}`)(path));
}

/** Returns every audit key that this file name may contain. */
function keysIn(path: string): readonly string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/(?:-dark)?\.[a-z]{1,8}(?:\.gz)?$/, '');
  const parts = stem.split('_');
  return parts.slice(1).map((_, at) => parts.slice(at + 1).join('_'));
}

/** Returns whether a path is of audits by key and `docs-path`. Every file of the repository is compared. */
const generatedWith = memoizeText((keyAndPath): ((path: string) => boolean) => {
  const [auditKey = '', docsPath = ''] = keyAndPath.split('\0');
  const history = new Set<string>(Object.values(historyPaths({ docsPath, auditKey }) ?? {}));
  const { document, json, evidence } = auditPaths(docsPath, '\0', auditKey);
  // 0.1.0 committed evidence without compression.
  const uncompressed = evidence.replace(/\.gz$/, '');
  const templates = [document, json, evidence, uncompressed].map(templatePattern);
  return (path) => history.has(path) || templates.some((template) => template.test(path));
});

/** Returns the milestone of a path by a template that contains `{milestone}` one or more times. */
export function templateMilestone(path: string, template: string): string | undefined {
  return templatePattern(template.replaceAll('{milestone}', '\0')).exec(path)?.[1];
}

/**
 * Returns whether the commits above `head` change only files of an audit. A list of files that was
 * cut may hide another change.
 */
export function addsOnlyGenerated(
  {
    mergeBase,
    truncated,
    files,
  }: Pick<Changes, 'truncated' | 'files'> & { readonly mergeBase: string },
  head: string,
  places: AuditLocations,
): boolean {
  return (
    mergeBase === head && !truncated && files.every(({ path }) => isGeneratedPath(path, places))
  );
}
