import type { Lockfile } from '../../model/workflow.ts';
import type { Hold } from './requirement.ts';

/** Counts entries of a lockfile by how firmly they are held, with the first line of each kind as an example. */
export class HoldTally {
  private readonly counts: Record<Hold, number> = {
    hashed: 0,
    exact: 0,
    floor: 0,
    unversioned: 0,
    moving: 0,
  };
  private readonly examples = new Map<Hold, string>();

  add(hold: Hold, line: number, text: string): void {
    this.counts[hold] += 1;
    if (!this.examples.has(hold)) this.examples.set(hold, `${line}: ${text.trim().slice(0, 120)}`);
  }

  lockfile(path: string, blob: string, tool: string, includes: readonly string[] = []): Lockfile {
    const { hashed, exact, floor, unversioned, moving } = this.counts;
    const entries = hashed + exact + floor + unversioned + moving;
    const examples = [...this.examples.values()];
    const counts = { entries, hashed, exact, floors: floor, unversioned, moving };
    return {
      path,
      blob,
      tool,
      ...counts,
      examples,
      ...(includes.length === 0 ? {} : { includes }),
    };
  }
}
