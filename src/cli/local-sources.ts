import { pathMatcher } from '../lib/glob.ts';
import type { SourceConfig } from '../model/config.ts';
import type { ExpectedSource } from '../model/reports.ts';

/**
 * The sources of a local audit. What the config wants from an artifact only CI can have uploaded; a
 * report of that kind that lies in the checkout stands for it, each for one source at most, so that one
 * leg's report does not make the others look there. Sources that name a file choose first.
 */
export function localSources(
  sources: readonly ExpectedSource[],
  declared: readonly SourceConfig[],
): readonly ExpectedSource[] {
  const here = pairs(sources, declared);
  const settled = sources.map((source, at): ExpectedSource => {
    const wanted = source.declared ? declared[at] : undefined;
    if (wanted === undefined || source.state !== 'missing') return source;
    const stands = here.get(wanted);
    return stands === undefined ? nothingHere(source) : standingFor(source, stands);
  });
  const taken = [...here.values()];
  return settled.filter((source) => !taken.includes(source));
}

function pairs(
  sources: readonly ExpectedSource[],
  declared: readonly SourceConfig[],
): ReadonlyMap<SourceConfig, ExpectedSource> {
  const found = new Map<SourceConfig, ExpectedSource>();
  const free = new Set(sources.filter((source) => !source.declared));
  const lacking = declared.filter((_, at) => sources[at]?.state === 'missing');
  for (const wanted of lacking.toSorted((a, b) => rank(a) - rank(b))) {
    const one = [...free].find((source) => fits(source, wanted));
    if (one === undefined) continue;
    free.delete(one);
    found.set(wanted, one);
  }
  return found;
}

function rank({ path }: SourceConfig): number {
  return path === undefined ? 1 : 0;
}

/** The name of an undeclared source begins with its format, that of its own source is its file. */
function fits({ kind, what, source }: ExpectedSource, wanted: SourceConfig): boolean {
  const { format, path } = wanted;
  if (kind !== wanted.kind || (format !== undefined && !what.startsWith(`${format} `)))
    return false;
  const file = source?.what.replace(/^file /, '') ?? '';
  return path === undefined || pathMatcher([path, `**/${path}`])(file);
}

function nothingHere(source: ExpectedSource): ExpectedSource {
  const why = `only GitHub knows what the runs uploaded, and no report of ${source.kind} lies in the checkout for it`;
  return { ...source, why };
}

function standingFor(source: ExpectedSource, one: ExpectedSource): ExpectedSource {
  const why = [`${one.what} of the checkout stands for it`, one.why].filter(Boolean).join(': ');
  const from = one.source === undefined ? {} : { source: one.source };
  return { ...source, state: one.state, why, ...from };
}
