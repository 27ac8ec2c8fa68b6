import { memoize } from '../../lib/memoize.ts';
import type { Script } from '../../model/workflow.ts';
import type { KeyedText } from '../parse/tree-access.ts';

/** The words of `args`: quoted parts and expressions stay whole. */
const argument = /(?:\$\{\{(?:'[^']*'|[^'{}])*\}\}|"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)|[^\s"])+/g;

/**
 * Returns what a container runs, as a script of one command; undefined where its image decides. `args` replaces the
 * command of the image and `entrypoint` its program, and no shell reads either of them (GitHub Docs, "Workflow
 * syntax", `jobs.<job_id>.steps[*].with.args`, and "Metadata syntax", `runs.args`, read 2026-11-30).
 */
export const containerScript: (inputs: readonly KeyedText[]) => Script | undefined = memoize(
  (inputs) => {
    const [entrypoint, args] = ['entrypoint', 'args'].map((name) =>
      inputs.find(({ key, value }) => key.toLowerCase() === name && value.trim() !== ''),
    );
    const given = (args?.value.match(argument) ?? []).map(unquoted);
    const words = entrypoint === undefined ? given : [entrypoint.value.trim(), ...given];
    const line = (entrypoint ?? args)?.line;
    // Without an entrypoint the image may have one, and then an option or a value is its first argument.
    if (line === undefined || /^[-$]/.test(words[0] ?? '-')) return undefined;
    return { text: words.map(quoted).join(' '), line, shell: '', marks: [{ offset: 0, line }] };
  },
);

function unquoted(word: string): string {
  return word.replace(/"((?:\\[\s\S]|[^"\\])*)(?:"|\\?$)/g, (_, inner: string) =>
    inner.replace(/\\(.)/gs, '$1'),
  );
}

/** Returns a word as the shell reads it again. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
