import type { Evidence } from '../model/evidence.ts';
import type { EvidenceByKind, EvidenceFile, RepositoryFiles } from '../model/evidence-file.ts';

/**
 * Returns the value of present evidence, else the empty value; the rules report what is missing.
 */
export function evidenceOr<K extends keyof EvidenceByKind>(
  bundle: EvidenceFile,
  kind: K,
  empty: EvidenceByKind[K],
): EvidenceByKind[K] {
  const evidence = bundle.evidence[kind] as Evidence<EvidenceByKind[K]>;
  return evidence.state === 'present' ? evidence.value : empty;
}

/**
 * Returns the evidence with one object per workflow file that is equal at base and head, so that
 * its analysis is done once.
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
