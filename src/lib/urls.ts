/** Builds addresses of pages on a forge. `repository` is the web address of a repository, without a final slash. */

/** Returns the web address of a repository: `https://github.com/owner/name`. */
export function repositoryUrl(
  serverUrl: string,
  { owner, name }: { readonly owner: string; readonly name: string },
): string {
  return `${serverUrl}/${owner}/${name}`;
}

/** Returns the page of a commit, which also lists its statuses. */
export function commitUrl(repository: string, sha: string): string {
  return `${repository}/commit/${sha}`;
}

/** Returns the page that compares two commits. */
export function compareUrl(repository: string, base: string, head: string): string {
  return `${repository}/compare/${base}...${head}`;
}

/** Returns the page of a workflow run; of one attempt when that is not the first. */
export function runUrl(repository: string, id: number, attempt = 1): string {
  const run = `${repository}/actions/runs/${id}`;
  return attempt > 1 ? `${run}/attempts/${attempt}` : run;
}

/** Returns the download page of an artifact of a run. */
export function artifactUrl(repository: string, runId: number, id: number): string {
  return `${runUrl(repository, runId)}/artifacts/${id}`;
}

/** Returns the page of a file at a commit or branch, at a line if one is given. */
export function fileUrl(repository: string, ref: string, path: string, line?: number): string {
  const anchor = line === undefined ? '' : lineAnchor(path, line);
  return `${repository}/blob/${encodeSegments(ref)}/${encodeSegments(path)}${anchor}`;
}

function encodeSegments(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** GitHub shows some files rendered, without line numbers; `?plain=1` requests their source. */
function lineAnchor(path: string, line: number): string {
  return `${/\.(?:md|markdown|mdown|mkdn|rst|adoc|ipynb)$/i.test(path) ? '?plain=1' : ''}#L${line}`;
}

/** Reports whether the run at one `runUrl` came after another: GitHub numbers runs and attempts upward. */
export function isLaterRun(url: string, other: string): boolean {
  const [[run, attempt], [otherRun, otherAttempt]] = [runNumbers(url), runNumbers(other)];
  return run === otherRun ? attempt > otherAttempt : run > otherRun;
}

function runNumbers(url: string): readonly [run: number, attempt: number] {
  const [, run = '0', attempt = '1'] =
    /\/actions\/runs\/(\d+)(?:\/attempts\/(\d+))?$/.exec(url) ?? [];
  return [Number(run), Number(attempt)];
}

/** Returns the relative link from a folder (`docs/` or empty) to a file of the same repository. */
export function relativeTo(folder: string, path: string): string {
  const [from, to] = [folder.split('/').slice(0, -1), path.split('/')];
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  return `${'../'.repeat(from.length - shared)}${to.slice(shared).join('/')}`;
}
