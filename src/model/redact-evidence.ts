import { resultOf } from '../lib/concurrency.ts';
import { quantity } from '../lib/format.ts';
import { redact } from '../lib/redact.ts';
import type { EvidenceFile } from './evidence-file.ts';

/** Keys whose values are hashes; a file may list 100,000 of them. */
const HASHES: ReadonlySet<string> = new Set([
  'identities',
  'digest',
  'blob',
  'commit',
  'sha',
  'headSha',
]);

type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns the evidence without secrets in any of its texts, and a notice that counts them by kind.
 *
 * Every text from outside passes here before it is judged: judging the saved evidence again reads
 * the same bytes, and no view of the audit can show what the evidence does not have. Evidence
 * without secrets is returned unchanged.
 */
export function redactEvidence(file: EvidenceFile): EvidenceFile {
  return resultOf(redactionSteps(file));
}

/** Returns `redactEvidence` in steps, one for each kind of evidence and one for the rest. */
export function* redactionSteps(file: EvidenceFile): Generator<void, EvidenceFile> {
  const redaction = new Redaction();
  const evidence: Record<string, unknown> = {};
  for (const [kind, found] of Object.entries(file.evidence)) {
    evidence[kind] = redaction.of(found);
    yield;
  }
  const others = redaction.of({ ...file, evidence: {} }) as EvidenceFile;
  const notice = redaction.notice();
  if (notice === undefined) return file;
  const clean = { ...others, evidence } as unknown as EvidenceFile;
  return { ...clean, notices: [...clean.notices, notice] };
}

class Redaction {
  /** Redacted texts by the original. A text that appears in several places counts once. */
  readonly #redacted = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  of(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return this.#list(value);
    if (typeof value !== 'object' || value === null) return value;
    return this.#fields(value as Fields);
  }

  /** Returns how many texts were redacted, with the number of secrets of each kind. */
  notice(): string | undefined {
    if (this.#redacted.size === 0) return undefined;
    const kinds = [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1));
    const counted = kinds.map(([kind, count]) => quantity(count, kind)).join(', ');
    return `${quantity(this.#redacted.size, 'text')} redacted: ${counted}. Revoke them: the logs and reports still have them.`;
  }

  #text(text: string): string {
    const known = this.#redacted.get(text);
    if (known !== undefined) return known;
    const clean = redact(text, (kind) => {
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    });
    if (clean !== text) this.#redacted.set(text, clean);
    return clean;
  }

  #list(list: readonly unknown[]): readonly unknown[] {
    const clean = list.map((one) => this.of(one));
    return clean.some((one, at) => one !== list[at]) ? clean : list;
  }

  /** Hashes are not read: the identities of a report are made by a getter each time. */
  #fields(fields: Fields): Fields {
    const changed = Object.keys(fields).flatMap((key): [string, PropertyDescriptor][] => {
      if (HASHES.has(key)) return [];
      const value = fields[key];
      const clean = this.#field(key, value, fields);
      return clean === value ? [] : [[key, { value: clean, enumerable: true }]];
    });
    if (changed.length === 0) return fields;
    const descriptors = {
      ...Object.getOwnPropertyDescriptors(fields),
      ...Object.fromEntries(changed),
    };
    return moved(fields, Object.defineProperties({}, descriptors) as Fields);
  }

  /** A value is also read together with the name that is stored next to it. */
  #field(name: string, value: unknown, { key, marks }: Fields): unknown {
    if (typeof value !== 'string') return this.of(value);
    if (name === 'text' && Array.isArray(marks)) return this.#marked(value, marks as Marks);
    if (name !== 'value' || typeof key !== 'string') return this.#text(value);
    const pair = `${key}=${value}`;
    const clean = this.#text(pair);
    if (clean === pair) return this.#text(value);
    return clean.startsWith(`${key}=`) ? clean.slice(key.length + 1) : clean;
  }

  /** A script whose text was moved is redacted part by part, so that its marks can follow. */
  #marked(text: string, marks: Marks): string {
    const parts = partsAt(text, marks).map((part) => this.#text(part));
    return this.#text(parts.join(''));
  }
}

type Marks = readonly { readonly offset: number; readonly line: number }[];

function partsAt(text: string, marks: Marks): readonly string[] {
  const offsets = marks.map(({ offset }) => offset);
  return [0, ...offsets].map((from, at) => text.slice(from, offsets[at]));
}

/** Returns a redacted script with its marks where their parts now begin. */
function moved(before: Fields, after: Fields): Fields {
  const { text, marks } = before;
  if (typeof text !== 'string' || !Array.isArray(marks) || after['text'] === text) return after;
  let offset = 0;
  const starts = partsAt(text, marks as Marks).map((part) => {
    const start = offset;
    offset += redact(part).length;
    return start;
  });
  return {
    ...after,
    marks: (marks as Marks).map((mark, at) => ({ ...mark, offset: starts[at + 1] ?? offset })),
  };
}
