import type { Lockfile } from '../../model/workflow.ts';
import { pinOfRef } from '../parse/uses.ts';

/** How well one dependency is pinned. */
export type VersionPin = 'hashed' | 'exact' | 'floor' | 'unversioned' | 'moving';

const fixedRef = /@(?:[0-9a-f]{40}|[0-9a-f]{64})(?:$|#)/i;

/** Returns the pin of a Python requirement (PEP 508 or a URL), including hashes on its line. */
export function requirementPin(text: string): VersionPin {
  const line = text.trim();
  if (/--hash[= ]/.test(line)) return 'hashed';
  if (/(?:^|\s|@\s?)(?:git|hg|svn|bzr)\+\S/.test(line)) return holdOfRepository(line);
  if (/(?:^|@\s?)https?:\/\/\S/.test(line)) {
    return /#sha(?:256|384|512)=[0-9a-f]+/i.test(line) ? 'hashed' : 'moving';
  }
  return holdOfSpecifier(
    line
      .replace(/;.*$/s, '')
      .replace(/\[[^[\]]*\]/, '')
      .trim(),
  );
}

function holdOfRepository(line: string): VersionPin {
  if (fixedRef.test(line)) return 'hashed';
  const ref = /@([^@/#\s]+)(?:#.*)?$/s.exec(line)?.[1] ?? 'HEAD';
  return pinOfRef(ref) === 'tag' ? 'exact' : 'moving';
}

function holdOfSpecifier(specifier: string): VersionPin {
  if (/(?<!=)={2,3}\s*[^*\s,=]+$/.test(specifier)) return 'exact';
  return /[<>=~!]/.test(specifier) ? 'floor' : 'unversioned';
}

/** Returns the pin of an npm package argument: `left-pad@1.3.0`, `eslint@^9`, `github:o/r#sha`. */
export function packagePin(argument: string): VersionPin {
  if (/^(?:git[+:]|github:|gitlab:|bitbucket:|https?:)|^[\w.-]+\/[\w.-]+(?:#|$)/.test(argument)) {
    return /#[0-9a-f]{40}$/i.test(argument) ? 'hashed' : 'moving';
  }
  const at = argument.lastIndexOf('@');
  const version = at > 0 ? argument.slice(at + 1) : '';
  return rangePin(version);
}

export function rangePin(version: string): VersionPin {
  const text = version.trim();
  if (/^[v=]?\d+\.\d+\.\d[\w.+-]*$/.test(text)) return 'exact';
  return /\d/.test(text) ? 'floor' : 'unversioned';
}

/** Counts entries of a lockfile by pin, with the first line of each as an example. */
export class PinTally {
  readonly #counts: Record<VersionPin, number> = {
    hashed: 0,
    exact: 0,
    floor: 0,
    unversioned: 0,
    moving: 0,
  };
  readonly #examples = new Map<VersionPin, string>();

  add(hold: VersionPin, line: number, text: string): void {
    this.#counts[hold] += 1;
    if (!this.#examples.has(hold))
      this.#examples.set(hold, `${line}: ${text.trim().slice(0, 120)}`);
  }

  lockfile(path: string, blob: string, tool: string, includes: readonly string[] = []): Lockfile {
    const { hashed, exact, floor, unversioned, moving } = this.#counts;
    const entries = hashed + exact + floor + unversioned + moving;
    const examples = [...this.#examples.values()];
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
