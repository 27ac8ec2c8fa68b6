/** Where the audit's own files lie in the repository, for one milestone. */
export interface AuditPaths {
  readonly document: string;
  readonly json: string;
  readonly evidence: string;
}

/**
 * The document lies at the config's `docs-path`, JSON and evidence beside it (contract, section 1).
 * An audit key, which tells several audits of one repository apart, becomes part of every name.
 */
export function auditPaths(docsPath: string, milestone: string, auditKey: string): AuditPaths {
  const key = auditKey === '' ? '' : `_${auditKey}`;
  const document = docsPath.replaceAll('{milestone}', milestone).replace(/\.md$/, `${key}.md`);
  const folder = document.slice(0, document.lastIndexOf('/') + 1);
  return {
    document,
    json: `${folder}${milestone}_audit${key}.json`,
    evidence: `${folder}${milestone}_evidence${key}.json`,
  };
}

const ID = '[A-Za-z0-9][A-Za-z0-9._-]{0,31}';

/** What `pathMilestone` and `isGeneratedPath` need of the config. */
export interface AuditPlaces {
  readonly docsPath: string;
  readonly auditKey: string;
  readonly ledger?: string;
}

/** The milestone whose audit's JSON lies at this path; `undefined` for every other path. */
export function pathMilestone(path: string, places: AuditPlaces): string | undefined {
  const { json } = auditPaths(places.docsPath, '\0', places.auditKey);
  return templatePattern(json).exec(path)?.[1];
}

/**
 * Whether the audit itself makes this file: document, JSON and evidence of any milestone, pictures
 * beside them, index and badge in the folder above them, and the ledger. Not the plan, not the
 * registry.
 */
export function isGeneratedPath(path: string, places: AuditPlaces): boolean {
  if (path === places.ledger) return true;
  const root = places.docsPath.split('{milestone}')[0] ?? '';
  const folder = root.slice(0, root.lastIndexOf('/') + 1);
  if (['README.md', 'index.html', 'badge.json'].some((name) => path === `${folder}${name}`)) {
    return true;
  }
  if (folder !== '' && path.startsWith(folder) && path.endsWith('.svg')) return true;
  return isOfSomeMilestone(path, places);
}

/** The milestone a path belongs to by a template that holds `{milestone}` one or more times. */
export function templateMilestone(path: string, template: string): string | undefined {
  return templatePattern(template.replaceAll('{milestone}', '\0')).exec(path)?.[1];
}

function isOfSomeMilestone(path: string, places: AuditPlaces): boolean {
  const { document, json, evidence } = auditPaths(places.docsPath, '\0', places.auditKey);
  return [document, json, evidence].some((template) => templatePattern(template).test(path));
}

function templatePattern(template: string): RegExp {
  const [first = '', ...rest] = template
    .split('\0')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(
    `^${first}${rest.map((part, at) => (at === 0 ? `(${ID})` : String.raw`\1`) + part).join('')}$`,
  );
}
