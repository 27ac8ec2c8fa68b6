import type { SourceConfig } from '../model/config.ts';
import type { ExpectedSource } from '../model/source-manifest.ts';

/**
 * The sources of a local audit. What the config wants from an artifact only CI can have uploaded; a
 * report of that kind that lies in the checkout stands for it, each for one source at most, so that one
 * leg's report does not make the others look there. The name says which file it was.
 */
export function localSources(
  sources: readonly ExpectedSource[],
  declared: readonly SourceConfig[],
): readonly ExpectedSource[] {
  const taken = new Set<ExpectedSource>();
  const settled = sources.map((source, at) => {
    const wanted = source.declared ? declared[at] : undefined;
    if (wanted === undefined || source.state !== 'missing') return source;
    const here = sources.find(
      (one) => !(one.declared || taken.has(one)) && one.kind === source.kind && fits(one, wanted),
    );
    if (here === undefined) {
      const why = `only GitHub knows what the runs uploaded, and no report of ${source.kind} lies in the checkout for it`;
      return { ...source, why };
    }
    taken.add(here);
    const why = [`${here.what} of the checkout stands for it`, here.why].filter(Boolean).join(': ');
    return {
      ...source,
      state: here.state,
      why,
      ...(here.source === undefined ? {} : { source: here.source }),
    };
  });
  return settled.filter((source) => !taken.has(source));
}

/** The name of an undeclared source begins with its format. */
function fits({ what }: ExpectedSource, { format }: SourceConfig): boolean {
  return format === undefined || what.startsWith(`${format} `);
}
