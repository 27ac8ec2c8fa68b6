import type { Workflow } from '../../model/workflow.ts';

/** An action of the repository that declares a runtime which the runners no longer have. */
export interface RemovedRuntime {
  readonly path: string;
  readonly line: number;
  /** `using: node20` */
  readonly text: string;
  readonly why: string;
}

/** Versions of Node.js that were removed from the runners (GitHub changelog of 2026-09-16, read 2026-11-29). */
const removed = /^node(?:12|16|20)$/i;

/** Returns the removed runtime of an action of the repository; nothing for workflows. */
export function removedRuntimes({ path, using }: Workflow): readonly RemovedRuntime[] {
  if (using === undefined || !removed.test(using.value)) return [];
  const why = `the runners no longer have ${using.value}; use node24`;
  return [{ path, line: using.line, text: `using: ${using.value}`, why }];
}
