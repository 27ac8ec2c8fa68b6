import { canonicalJson } from '../lib/canonical-json.ts';
import { type Evidence, missing } from './evidence.ts';
import type { EvidenceByKind, EvidenceFile, EvidenceKind, EvidenceSet } from './evidence-file.ts';

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
 * have is missing, and so is what 0.1.0 called absent. It does not check the full schema: a file may list 100,000 tests.
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
  const all = Object.fromEntries(KINDS.map((kind) => [kind, asRead(known[kind]) ?? unsaved]));
  const file: unknown = { ...value, evidence: { ...known, ...all } };
  return file as EvidenceFile;
}

/** 0.1.0 called everything absent that was not there, whether proven or only not found. */
function asRead(one: unknown): unknown {
  return isRecord(one) && one['state'] === 'absent' ? { ...one, state: 'missing' } : one;
}

/** Maximum size of the committed copy: GitHub shows it, and every clone contains it. */
export const MAX_COMMITTED_BYTES = 256 * 1024;

type Shorten = (evidence: EvidenceSet) => EvidenceSet;

/** What is left out of a copy that is too large, least important first; the notices name it. */
const STEPS: readonly { readonly what: string; readonly shorten: Shorten }[] = [
  {
    what: 'identities of test cases',
    shorten: (all) => tests(all, ({ identities: _, ...report }) => report),
  },
  { what: 'details of earlier audits', shorten: (all) => earlierAudits(all) },
  { what: 'coverage by file', shorten: (all) => coverage(all) },
  { what: 'packages of the bills of materials', shorten: (all) => packages(all) },
  { what: 'tests that changed files declare', shorten: (all) => declared(all) },
  { what: 'texts of settings files', shorten: (all) => settings(all) },
  { what: 'named test cases beyond 50', shorten: (all) => tests(all, firstCases(50)) },
  { what: 'scan findings beyond 50', shorten: (all) => findings(all) },
  { what: 'steps of earlier attempts', shorten: (all) => steps(all) },
  { what: 'changed files beyond 200', shorten: (all) => changes(all) },
  { what: 'named test cases and groups', shorten: (all) => tests(all, noNames) },
  { what: 'changed dependencies', shorten: (all) => without(all, 'dependencies') },
  { what: 'workflow files of the base', shorten: (all) => without(all, 'baseFiles') },
  { what: 'workflow files', shorten: (all) => without(all, 'files') },
];

const SHORTENED = 'this saved evidence was shortened';

/** Returns whether a saved file was shortened: judged again, it may give less. */
export function isShortened({ notices }: EvidenceFile): boolean {
  return notices.some((notice) => notice.startsWith(SHORTENED));
}

/**
 * Returns evidence as text of at most 256 KiB. It leaves out one thing after another until the text
 * fits, and names them in the notices. `undefined` when the last step is still too large.
 */
export function boundedEvidenceText(
  file: EvidenceFile,
  maxBytes: number = MAX_COMMITTED_BYTES,
): string | undefined {
  let text = evidenceText(file);
  let { evidence } = file;
  const left: string[] = [];
  for (const { what, shorten } of STEPS) {
    if (Buffer.byteLength(text) <= maxBytes) return text;
    evidence = shorten(evidence);
    left.push(what);
    const notice = `${SHORTENED} to ${maxBytes} bytes; left out: ${left.join(', ')}`;
    text = evidenceText({ ...file, evidence, notices: [...file.notices, notice] });
  }
  return Buffer.byteLength(text) <= maxBytes ? text : undefined;
}

function changed<T>(evidence: Evidence<T>, change: (value: T) => T): Evidence<T> {
  return evidence.state === 'present' ? { ...evidence, value: change(evidence.value) } : evidence;
}

type TestReport = EvidenceByKind['tests'][number]['report'];

function tests(all: EvidenceSet, change: (report: TestReport) => TestReport): EvidenceSet {
  const each = (reports: EvidenceByKind['tests']) =>
    reports.map((one) => ({ ...one, report: change(one.report) }));
  return { ...all, tests: changed(all.tests, each), baseTests: changed(all.baseTests, each) };
}

function firstCases(most: number): (report: TestReport) => TestReport {
  return (report) => {
    const omitted = Math.max(0, report.cases.length - most);
    return {
      ...report,
      cases: report.cases.slice(0, most),
      omitted: { ...report.omitted, cases: report.omitted.cases + omitted },
    };
  };
}

function noNames(report: TestReport): TestReport {
  const { groups, cases, omitted } = report;
  return {
    ...report,
    groups: [],
    cases: [],
    omitted: { groups: omitted.groups + groups.length, cases: omitted.cases + cases.length },
  };
}

function coverage(all: EvidenceSet): EvidenceSet {
  const each = (reports: EvidenceByKind['coverage']) =>
    reports.map((one) => {
      const { files, omitted } = one.report;
      return { ...one, report: { ...one.report, files: [], omitted: omitted + files.length } };
    });
  return {
    ...all,
    coverage: changed(all.coverage, each),
    baseCoverage: changed(all.baseCoverage, each),
  };
}

/** Keeps the newest audit complete, because the comparison reads its rules. */
function earlierAudits(all: EvidenceSet): EvidenceSet {
  const previous = changed(all.previous, (audits) =>
    audits.map((audit, at) => {
      if (at === audits.length - 1) return audit;
      const { runs: _, measures: __, ...rest } = audit;
      return { ...rest, categories: [] };
    }),
  );
  return { ...all, previous };
}

function packages(all: EvidenceSet): EvidenceSet {
  const inventory = changed(all.inventory, (reports) =>
    reports.map((one) => {
      const { packages, omitted } = one.report;
      return {
        ...one,
        report: { ...one.report, packages: [], omitted: omitted + packages.length },
      };
    }),
  );
  return { ...all, inventory };
}

function findings(all: EvidenceSet): EvidenceSet {
  const shortened = changed(all.findings, (reports) =>
    reports.map((one) => {
      const { findings, omitted } = one.report;
      const kept = findings.slice(0, 50);
      const more = findings.length - kept.length;
      return { ...one, report: { ...one.report, findings: kept, omitted: omitted + more } };
    }),
  );
  return { ...all, findings: shortened };
}

function declared(all: EvidenceSet): EvidenceSet {
  const each = (files: EvidenceByKind['files']) => ({
    ...files,
    ...(files.declared && {
      declared: {
        tests: [],
        removedFiles: [],
        missing: 'they were left out of the saved evidence',
      },
    }),
  });
  return { ...all, files: changed(all.files, each), baseFiles: changed(all.baseFiles, each) };
}

function settings(all: EvidenceSet): EvidenceSet {
  const each = (files: EvidenceByKind['files']) => ({
    ...files,
    settings: files.settings.map((one) => ({ ...one, text: '' })),
  });
  return { ...all, files: changed(all.files, each), baseFiles: changed(all.baseFiles, each) };
}

function steps(all: EvidenceSet): EvidenceSet {
  const runs = changed(all.runs, (list) =>
    list.map((run) => {
      const [first, ...later] = run.attempts;
      const bare = (attempt: typeof first, at: number): typeof first =>
        at === later.length
          ? attempt
          : { ...attempt, jobs: attempt.jobs.map((one) => ({ ...one, steps: [] })) };
      return { ...run, attempts: [bare(first, 0), ...later.map((one, at) => bare(one, at + 1))] };
    }),
  );
  return { ...all, runs };
}

function changes(all: EvidenceSet): EvidenceSet {
  const shortened = changed(all.changes, (value) => ({
    ...value,
    files: value.files.slice(0, 200),
    truncated: value.truncated || value.files.length > 200,
  }));
  return { ...all, changes: shortened };
}

function without(all: EvidenceSet, kind: EvidenceKind): EvidenceSet {
  return { ...all, [kind]: missing('it was left out of the saved evidence') };
}
