import type { Source } from '../model/evidence.ts';
import type { Target } from '../model/target.ts';

/** Adds to a source the address a reader opens: a permalink for a path, the run's page for a run. */
export type LocateSource = (source: Source) => Source;

/**
 * Paths are linked at the commit they were read at, the audited one when the source does not say.
 * A checkout whose commit nobody else can open has no addresses but those that evidence brought along.
 */
export function sourceLocator(target: Target): LocateSource {
  const repository = repositoryAddress(target);
  if (repository === undefined) return withoutPlaceholder;
  return (source) => {
    const url = urlOf(source, repository, target.commits.audited);
    return url === undefined ? source : { ...source, url };
  };
}

/** Web address of the repository; `undefined` for a checkout that has none. */
export function repositoryAddress({ occasion, repository, serverUrl }: Target): string | undefined {
  if (occasion.kind === 'local' && serverUrl === undefined) return undefined;
  return `${serverUrl ?? 'https://github.com'}/${repository.owner}/${repository.name}`;
}

function withoutPlaceholder(source: Source): Source {
  const { url, ...rest } = source;
  return url === undefined || /^https?:\/\//.test(url) ? source : rest;
}

/** A repository path has one best address, its permalink with the line; elsewhere a given one is kept. */
function urlOf(source: Source, repository: string, audited: string): string | undefined {
  const { path, line, url, runId, artifactId, commit } = source;
  if (path !== undefined && artifactId === undefined && runId === undefined) {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return `${repository}/blob/${commit ?? audited}/${encoded}${line === undefined ? '' : lineIn(path, line)}`;
  }
  if (url !== undefined || runId === undefined) return url;
  const run = `${repository}/actions/runs/${runId}`;
  return artifactId === undefined ? run : `${run}/artifacts/${artifactId}`;
}

/** A page GitHub shows rendered has no lines to jump to: `?plain=1` asks for its source. */
function lineIn(path: string, line: number): string {
  return `${/\.(?:md|markdown|mdown|mkdn|rst|adoc|ipynb)$/i.test(path) ? '?plain=1' : ''}#L${line}`;
}
