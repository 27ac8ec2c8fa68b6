import type { Evidence } from './evidence.ts';
import type { EvidenceByKind, EvidenceFile, EvidenceKind, EvidenceSet } from './evidence-file.ts';
import { evidenceText } from './evidence-text.ts';

/** What is committed beside the document must stay small: GitHub shows it and every clone carries it. */
export const MAX_COMMITTED_BYTES = 256 * 1024;

type Shorten = (evidence: EvidenceSet) => EvidenceSet;

/** What can be left out, least missed first; each is said in the bundle's notices. */
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
  { what: 'changed dependencies', shorten: (all) => gone(all, 'dependencies') },
  { what: 'workflow files of the base', shorten: (all) => gone(all, 'baseFiles') },
  { what: 'workflow files', shorten: (all) => gone(all, 'files') },
];

const SHORTENED = 'this saved evidence was shortened';

/** Whether something was left out of a saved bundle: judged again, it gives less than it gave. */
export function isShortened({ notices }: EvidenceFile): boolean {
  return notices.some((notice) => notice.startsWith(SHORTENED));
}

/**
 * The bundle's text in at most 256 KiB: step by step what is least missed is left out and said.
 * `undefined` when even the last step is too large.
 */
export function boundedEvidenceText(
  bundle: EvidenceFile,
  maxBytes: number = MAX_COMMITTED_BYTES,
): string | undefined {
  let text = evidenceText(bundle);
  let { evidence } = bundle;
  const left: string[] = [];
  for (const { what, shorten } of STEPS) {
    if (Buffer.byteLength(text) <= maxBytes) return text;
    evidence = shorten(evidence);
    left.push(what);
    const notice = `${SHORTENED} to ${maxBytes} bytes; left out: ${left.join(', ')}`;
    text = evidenceText({ ...bundle, evidence, notices: [...bundle.notices, notice] });
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

/** The newest is compared with rule by rule and stays whole. */
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
      const [newest, ...older] = [...run.attempts].reverse();
      if (newest === undefined) return run;
      const bare = older.map((attempt) => ({
        ...attempt,
        jobs: attempt.jobs.map((one) => ({ ...one, steps: [] })),
      }));
      return { ...run, attempts: [...bare.reverse(), newest] as unknown as typeof run.attempts };
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

function gone(all: EvidenceSet, kind: EvidenceKind): EvidenceSet {
  return { ...all, [kind]: { state: 'absent', why: 'it was left out of the saved evidence' } };
}
