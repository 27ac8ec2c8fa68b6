import { canonicalJson } from '../lib/canonical-json.ts';
import type { EvidenceFile } from './evidence-file.ts';

/** The bundle as text: keys sorted, LF, one trailing newline; the same evidence gives the same bytes. */
export function evidenceText(bundle: EvidenceFile): string {
  return canonicalJson(withoutStandpoint(bundle));
}

/**
 * Where the audit stood is no evidence: its own commits on top of the audited one would change the
 * bytes of the next audit, which would then commit again, without end.
 */
function withoutStandpoint(bundle: EvidenceFile): EvidenceFile {
  const { target, configOrigin: origin } = bundle;
  const commits = { ...target.commits, head: target.commits.audited, generated: [] };
  const commit = origin.from === 'policy' ? commits.policy : origin.commit;
  const configOrigin = commit === undefined ? origin : { ...origin, commit };
  return { ...bundle, configOrigin, target: { ...target, commits } };
}

export type ReadEvidence =
  | { readonly state: 'read'; readonly bundle: EvidenceFile }
  | { readonly state: 'invalid'; readonly why: string };

const KINDS = [
  'runs',
  'tests',
  'baseTests',
  'coverage',
  'baseCoverage',
  'findings',
  'inventory',
  'benchmarks',
  'artifacts',
  'sources',
  'files',
  'baseFiles',
  'pins',
  'probes',
  'declaredFiles',
  'changes',
  'plan',
  'registry',
  'previous',
  'requiredChecks',
  'baseCi',
] as const satisfies readonly (keyof EvidenceFile['evidence'])[];

/**
 * A saved bundle, checked as far as the judging relies on: its schema, target, config and that every
 * kind of evidence is one of present, absent and unreadable. A kind that an older version did not
 * know is absent.
 */
export function readEvidenceText(text: string): ReadEvidence {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return invalid(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isRecord(value)) return invalid('it is not a JSON object');
  const why = problemOf(value);
  return why === undefined ? { state: 'read', bundle: withAllKinds(value) } : invalid(why);
}

function problemOf(value: Readonly<Record<string, unknown>>): string | undefined {
  const { schema, evidence } = value as { readonly schema?: unknown; readonly evidence?: unknown };
  if (schema !== 'milestone-evidence/1') return otherSchema(schema);
  const objects = ['target', 'config', 'configOrigin', 'milestone', 'evidence'];
  const missing = objects.find((key) => !isRecord(value[key]));
  if (missing !== undefined) return `"${missing}" is missing or no object`;
  if (!Array.isArray(value['notices'])) return '"notices" is missing or no list';
  const broken = KINDS.find((kind) => kindProblem(evidence, kind));
  return broken === undefined
    ? undefined
    : `evidence "${broken}" is neither present, absent nor unreadable`;
}

/** A later version may have given keys another meaning: judging by what they meant before would be a guess. */
function otherSchema(schema: unknown): string {
  if (schema === undefined) return 'it has no schema; expected "milestone-evidence/1"';
  const found = `it has schema ${JSON.stringify(schema).slice(0, 60)}`;
  return /^milestone-evidence\/\d+$/.test(String(schema))
    ? `${found}, made by a later version of milestone-audit; this one reads "milestone-evidence/1", so take the version that made it`
    : `${found}; expected "milestone-evidence/1"`;
}

function invalid(why: string): ReadEvidence {
  return { state: 'invalid', why: `not an evidence bundle: ${why}` };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindProblem(evidence: unknown, kind: string): boolean {
  const one = isRecord(evidence) ? evidence[kind] : undefined;
  if (one === undefined) return false;
  if (!isRecord(one)) return true;
  switch (one['state']) {
    case 'present':
      return one['value'] === undefined || !isRecord(one['source']);
    case 'absent':
      return typeof one['why'] !== 'string';
    case 'unreadable':
      return typeof one['why'] !== 'string' || !isRecord(one['source']);
    default:
      return true;
  }
}

function withAllKinds(value: Readonly<Record<string, unknown>>): EvidenceFile {
  const known = value['evidence'] as Readonly<Record<string, unknown>>;
  const missing = { state: 'absent', why: 'the bundle was saved without it' };
  const all = Object.fromEntries(KINDS.map((kind) => [kind, known[kind] ?? missing]));
  const evidence = { ...known, ...all };
  return { ...value, evidence } as unknown as EvidenceFile;
}
