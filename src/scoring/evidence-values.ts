import { artifactUrl, fileUrl, repositoryUrl, runUrl } from '../lib/urls.ts';
import { type Evidence, none, type Source } from '../model/evidence.ts';
import type { EvidenceByKind, EvidenceFile } from '../model/evidence-file.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Target } from '../model/target.ts';
import { whyNothingStarted } from '../workflow/expected-runs.ts';

/** Returns the value of present evidence, else the empty one: rules report what is missing. */
export function evidenceOr<K extends keyof EvidenceByKind>(
  file: EvidenceFile,
  kind: K,
  empty: EvidenceByKind[K],
): EvidenceByKind[K] {
  const evidence = file.evidence[kind] as Evidence<EvidenceByKind[K]>;
  return evidence.state === 'present' ? evidence.value : empty;
}

/** Kinds that only a run of a workflow can make. */
const OF_RUNS = [
  'runs',
  'tests',
  'coverage',
  'findings',
  'inventory',
  'benchmarks',
  'testJobs',
] as const;

/**
 * Returns the evidence with nothing lost where nothing had to run: a change that unchanged path
 * filters keep from starting any check has no run and no report, and that is proven by the filters.
 */
export function withoutUnstarted(file: EvidenceFile): EvidenceFile {
  const { evidence } = file;
  const { expectedRuns } = evidence;
  if (expectedRuns?.state !== 'present') return file;
  const why = whyNothingStarted(expectedRuns.value);
  if (why === undefined) return file;
  const proven = OF_RUNS.flatMap((kind) =>
    evidence[kind]?.state === 'missing' ? [[kind, none(why, expectedRuns.source)] as const] : [],
  );
  return { ...file, evidence: { ...evidence, ...Object.fromEntries(proven) } };
}

/** Uses one object per workflow file that is equal at base and head, to analyze it once. */
export function withSharedFiles(file: EvidenceFile): EvidenceFile {
  const { files, baseFiles } = file.evidence;
  if (files.state !== 'present' || baseFiles.state !== 'present') return file;
  const value = shared(baseFiles.value, files.value);
  return { ...file, evidence: { ...file.evidence, baseFiles: { ...baseFiles, value } } };
}

function shared(base: RepositoryFiles, head: RepositoryFiles): RepositoryFiles {
  const known = new Map(head.workflows.map((file) => [file.path, file]));
  const workflows = base.workflows.map((file) => {
    const same = known.get(file.path);
    return same !== undefined && same.blob !== '' && same.blob === file.blob ? same : file;
  });
  return { ...base, workflows };
}

/** Adds a URL to a source: a permalink for a path, the run's page for a run. */
export type LocateSource = (source: Source) => Source;

/**
 * Returns a function that adds URLs. Paths link to the commit that they were read at, else to the
 * audited one. Sources of an unpublished checkout get no URL.
 */
export function sourceLocator(target: Target): LocateSource {
  const repository = repositoryAddress(target);
  if (repository === undefined) return withoutPlaceholder;
  return (source) => {
    const url = urlOf(source, repository, target.commits.audited);
    return url === undefined ? source : { ...source, url };
  };
}

/** Returns the URL of the repository; `undefined` for a checkout without one. */
export function repositoryAddress({ occasion, repository, serverUrl }: Target): string | undefined {
  if (occasion.kind === 'local' && serverUrl === undefined) return undefined;
  return repositoryUrl(serverUrl ?? 'https://github.com', repository);
}

function withoutPlaceholder(source: Source): Source {
  const { url, ...rest } = source;
  return url === undefined || /^https?:\/\//.test(url) ? source : rest;
}

/** A repository path always gets its permalink; elsewhere a given URL is kept. */
function urlOf(source: Source, repository: string, audited: string): string | undefined {
  const { path, line, url, runId, artifactId, commit } = source;
  if (path !== undefined && artifactId === undefined && runId === undefined) {
    return fileUrl(repository, commit ?? audited, path, line);
  }
  if (url !== undefined || runId === undefined) return url;
  return artifactId === undefined
    ? runUrl(repository, runId)
    : artifactUrl(repository, runId, artifactId);
}
