import type { Evidence } from '../model/evidence.ts';
import type { EvidenceByKind, EvidenceFile, RepositoryFiles } from '../model/evidence-file.ts';

/** The value of present evidence, else the empty one: what is missing is said by the rules that need it. */
export function evidenceOr<K extends keyof EvidenceByKind>(
  bundle: EvidenceFile,
  kind: K,
  empty: EvidenceByKind[K],
): EvidenceByKind[K] {
  const evidence = bundle.evidence[kind] as Evidence<EvidenceByKind[K]>;
  return evidence.state === 'present' ? evidence.value : empty;
}

/**
 * The bundle with one object for a workflow file that base and head have alike: the same path and
 * blob is the same text, and what rules once found out about it they need not find out again.
 */
export function withSharedFiles(bundle: EvidenceFile): EvidenceFile {
  const { files, baseFiles } = bundle.evidence;
  if (files.state !== 'present' || baseFiles.state !== 'present') return bundle;
  const value = shared(baseFiles.value, files.value);
  return { ...bundle, evidence: { ...bundle.evidence, baseFiles: { ...baseFiles, value } } };
}

function shared(base: RepositoryFiles, head: RepositoryFiles): RepositoryFiles {
  const known = new Map(head.workflows.map((file) => [file.path, file]));
  const workflows = base.workflows.map((file) => {
    const twin = known.get(file.path);
    return twin !== undefined && twin.blob !== '' && twin.blob === file.blob ? twin : file;
  });
  return { ...base, workflows };
}
