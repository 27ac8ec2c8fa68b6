import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Forge } from '../model/forge.ts';
import { reasonNotToComment } from './pull-request-comment.ts';

type Judged = Pick<EvidenceFile, 'target' | 'config'>;

/**
 * Sends the first reads of publishing and returns the forge with their answers: they are on their way
 * while the audit is judged. An answer is used once, so that a repeated read is sent again.
 */
export function withEarlyReads(forge: Forge, file: Judged): Forge {
  const { target, config } = file;
  const { pull, occasion } = target;
  if (config.dryRun) return forge;
  const branch = occasion.kind === 'merged' ? documentBranch(file) : undefined;
  return {
    ...forge,
    ...(occasion.kind === 'pull-request' && pull && { pull: early(forge.pull, pull.number) }),
    ...(pull && reasonNotToComment(file) === undefined
      ? { comments: early(forge.comments, pull.number) }
      : {}),
    ...(branch === undefined ? {} : { branchHead: early(forge.branchHead, branch) }),
  };
}

/** Returns the branch that the document of a merged change is compared with. */
function documentBranch({ target, config: { docs } }: Judged): string | undefined {
  if (docs.kind === 'none' || target.milestone.id === 'NONE') return undefined;
  return docs.kind === 'branch' ? docs.branch : target.defaultBranch;
}

/** Sends a read at once. The first call with the same input takes its answer. */
function early<I, O>(read: (input: I) => Promise<O>, first: I): (input: I) => Promise<O> {
  let answer: Promise<O> | undefined = read(first);
  // Nobody may ask; who does still gets the rejection.
  answer.catch(() => undefined);
  return (input) => {
    const known = input === first ? answer : undefined;
    if (known !== undefined) answer = undefined;
    return known ?? read(input);
  };
}
