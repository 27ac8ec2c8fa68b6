import { createHash } from 'node:crypto';
import { canonicalJson, canonicalPieces } from '../lib/canonical-json.ts';
import { resultOf } from '../lib/concurrency.ts';
import { Packer } from '../lib/gzip.ts';
import { missing } from './evidence.ts';
import { type EvidenceFile, FURTHER_KINDS } from './evidence-file.ts';

/** Returns evidence as canonical JSON: the same evidence gives the same bytes. */
export function evidenceText(file: EvidenceFile): string {
  return canonicalJson(withoutGenerated(file));
}

/**
 * Returns evidence without the audit's own commits. On top of the audited commit they would change
 * the bytes of the next audit, which would then commit again, without end.
 */
function withoutGenerated(file: EvidenceFile): EvidenceFile {
  const { target, configOrigin: origin } = file;
  const commits = { ...target.commits, head: target.commits.audited, generated: [] };
  const commit = origin.from === 'policy' ? commits.policy : origin.commit;
  const configOrigin = commit === undefined ? origin : { ...origin, commit };
  return { ...file, configOrigin, target: { ...target, commits } };
}

export type ReadEvidence =
  | { readonly state: 'read'; readonly bundle: EvidenceFile }
  | { readonly state: 'invalid'; readonly why: string };

/** Kinds that version 0.1.0 always saved. Rules treat the other kinds as missing when they are not named. */
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
 * Reads a saved file and checks what judging relies on: its schema, target, and config, and that every
 * kind of evidence is present, none, missing, or unreadable. A kind that an older version did not
 * have is missing, and so is what 0.1.0 called absent. It does not check the full schema: a file may
 * list 100,000 tests.
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
  const broken = [...KINDS, ...FURTHER_KINDS].find((kind) => kindProblem(evidence, kind));
  return broken === undefined ? undefined : `evidence "${broken}" has an unknown state`;
}

/** Refuses later schemas: keys may have another meaning there. */
function otherSchema(schema: unknown): string {
  if (schema === undefined) return 'it has no schema; expected "milestone-evidence/1"';
  const found = `it has schema ${JSON.stringify(schema).slice(0, 60)}`;
  return /^milestone-evidence\/\d+$/.test(String(schema))
    ? `${found}, made by a later version of milestone-audit; this one reads "milestone-evidence/1", so take the version that made it`
    : `${found}; expected "milestone-evidence/1"`;
}

function invalid(why: string): ReadEvidence {
  return { state: 'invalid', why: `not an evidence file: ${why}` };
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
    case 'missing':
      return typeof one['why'] !== 'string';
    case 'none':
    case 'unreadable':
      return typeof one['why'] !== 'string' || !isRecord(one['source']);
    default:
      return true;
  }
}

function withAllKinds(value: Readonly<Record<string, unknown>>): EvidenceFile {
  const known = value['evidence'] as Readonly<Record<string, unknown>>;
  const unsaved = missing('the evidence was saved without it');
  const read = Object.fromEntries(Object.entries(known).map(([kind, one]) => [kind, asRead(one)]));
  const unmentioned = Object.fromEntries(KINDS.map((kind) => [kind, unsaved]));
  const file: unknown = { ...value, evidence: { ...unmentioned, ...read } };
  return file as EvidenceFile;
}

/** 0.1.0 called everything absent that was not there, whether proven or only not found. */
function asRead(one: unknown): unknown {
  return isRecord(one) && one['state'] === 'absent' ? { ...one, state: 'missing' } : one;
}

/** Maximum size of the committed copy, compressed: every clone of the repository contains it. */
export const MAX_COMMITTED_BYTES = 1024 * 1024;

/** Evidence as it is saved: complete, so that the audit can be recomputed from it. */
export interface SavedEvidence {
  /** The text, made again each time: of half a million tests it has 14 MB. */
  readonly pieces: () => Iterable<string>;
  /** Hexadecimal, of the uncompressed text. */
  readonly sha256: string;
  /** Size of the uncompressed text. */
  readonly bytes: number;
  /** Absent when it is too large to commit. */
  readonly packed: Uint8Array | undefined;
}

const saved = new WeakMap<EvidenceFile, SavedEvidence>();

/** Returns the evidence as it is saved. */
export function savedEvidence(file: EvidenceFile): SavedEvidence {
  return saved.get(file) ?? resultOf(savingSteps(file));
}

/** Bytes of one step. */
const STEP_BYTES = 1024 * 1024;

/** Returns `savedEvidence` in steps, and keeps it. */
export function* savingSteps(file: EvidenceFile): Generator<void, SavedEvidence> {
  const known = saved.get(file);
  if (known !== undefined) return known;
  const pieces = () => canonicalPieces(withoutGenerated(file));
  const hash = createHash('sha256');
  const packer = new Packer(MAX_COMMITTED_BYTES);
  let size = 0;
  for (const piece of pieces()) {
    const bytes = Buffer.from(piece);
    hash.update(bytes);
    packer.add(bytes);
    const steps = Math.floor(size / STEP_BYTES);
    size += bytes.byteLength;
    if (Math.floor(size / STEP_BYTES) > steps) yield;
  }
  const one = { pieces, sha256: hash.digest('hex'), bytes: size, packed: packer.end() };
  saved.set(file, one);
  return one;
}

/**
 * Returns where the complete evidence is: a path of the repository, `evidence-file` for the action's
 * output of that name when it is too large to commit, or `none`.
 */
export function evidencePlace(file: EvidenceFile, path: string): string {
  if (file.config.evidence === 'none') return 'none';
  return savedEvidence(file).packed === undefined ? 'evidence-file' : path;
}
