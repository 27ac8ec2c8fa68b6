import type { ReadShared } from '../config/extend-config.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Forge } from '../model/forge.ts';
import { ok } from '../model/result.ts';
import { readInput } from './read-input.ts';
import { UsageError } from './usage-error.ts';

/** The forge with a file of this machine in place of the shared config, which no checkout holds. */
export async function withCopy<T extends Forge>(forge: T, copy: string): Promise<T> {
  const text = await readInput(copy);
  return { ...forge, foreignFile: async () => ok(new TextEncoder().encode(text)) };
}

/** Nobody checked that the copy is what lies at the commit, and the audit says so. */
export function copyNotice(
  copy: string | undefined,
  { configOrigin }: EvidenceFile,
): readonly string[] {
  if (copy === undefined) return [];
  const { extends: shared } = configOrigin;
  if (shared === undefined) {
    throw new UsageError(`--extends ${copy}: the config that was used extends nothing`);
  }
  return [
    `the config extends ${shared.repository}/${shared.path}: a copy of it was read from this machine, and nothing shows that it is the one at ${shared.commit.slice(0, 7)}`,
  ];
}

/** The same for evidence that is judged again, without any forge. */
export function sharedCopy(copy: string | undefined): ReadShared {
  return async () =>
    copy === undefined
      ? { state: 'refused', why: 'give a copy of it with --extends FILE' }
      : { state: 'read', text: await readInput(copy) };
}
