import { byCodeUnit } from '../../lib/canonical-json.ts';
import type { NamedCase } from '../../model/reports.ts';
import { detached } from '../base/plain-text.ts';

/** Failed and errored names kept in a report. The rest is counted in `omitted.cases`. */
export const MAX_BAD = 1000;
/** Names kept of tests that only were skipped or flaky. */
export const MAX_QUIET = 500;
/** Cases kept under one name; a name that often is a broken report, not a test. */
const MAX_OF_ONE = 20;

/** All cases kept under one id, in the order met. */
export interface NamedEntry {
  readonly key: number;
  readonly cases: NamedCase[];
}

function owned(named: NamedCase): NamedCase {
  const { id, group, name, message } = named;
  return {
    ...named,
    id: detached(id),
    group: detached(group),
    name: detached(name),
    message: detached(message),
  };
}

/** The `most` smallest ids with their cases, whatever order they come in. */
class SmallestIds {
  readonly #entries = new Map<string, NamedEntry>();
  readonly #most: number;
  #bar: string | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  add(key: number, named: NamedCase): void {
    const entry = this.#entries.get(named.id);
    if (entry !== undefined) {
      if (entry.cases.length < MAX_OF_ONE) {
        entry.cases.push(owned(named));
      }
      return;
    }
    if (this.#bar !== undefined && named.id >= this.#bar) {
      return;
    }
    const own = owned(named);
    this.#entries.set(own.id, { key, cases: [own] });
    if (this.#entries.size > this.#most * 2) {
      this.#trim();
    }
  }

  entries(): NamedEntry[] {
    this.#trim();
    return [...this.#entries.values()];
  }

  #trim(): void {
    const ids = [...this.#entries.keys()].sort(byCodeUnit);
    this.#bar = ids[this.#most] ?? this.#bar;
    for (const id of ids.slice(this.#most)) {
      this.#entries.delete(id);
    }
  }
}

/** Failures are kept apart from skipped tests, so that ten thousand skips cannot crowd one out. */
export class NamedCases {
  readonly #bad = new SmallestIds(MAX_BAD);
  readonly #quiet = new SmallestIds(MAX_QUIET);

  add(key: number, named: NamedCase): void {
    const bad = named.outcome === 'failed' || named.outcome === 'errored';
    (bad ? this.#bad : this.#quiet).add(key, named);
  }

  /** What is kept, by id; `settle` turns the cases of one name into what they amount to. */
  settled(settle: (entry: NamedEntry) => readonly NamedCase[]): NamedCase[] {
    const byId = new Map<string, NamedEntry>();
    for (const entry of [...this.#bad.entries(), ...this.#quiet.entries()]) {
      const id = entry.cases[0]?.id ?? '';
      const known = byId.get(id);
      byId.set(
        id,
        known === undefined ? entry : { key: known.key, cases: [...known.cases, ...entry.cases] },
      );
    }
    const cases = [...byId.values()].flatMap(settle);
    return cases.sort(
      (a, b) =>
        byCodeUnit(a.id, b.id) ||
        byCodeUnit(a.outcome, b.outcome) ||
        byCodeUnit(a.message, b.message),
    );
  }
}
