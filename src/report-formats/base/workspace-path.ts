/**
 * Where GitHub's runners check a repository out: `/home/runner/work/REPO/REPO/`,
 * `/Users/runner/work/…`, `D:\a\REPO\REPO\` and `/__w/REPO/REPO/` in a container
 * (docs.github.com, "Variables reference", GITHUB_WORKSPACE, read 2025-07).
 */
const WORKSPACE =
  /^(?:(?:\/home\/runner\/work|\/Users\/runner\/work|\/__w|[A-Za-z]:\/a)\/([^/]+)\/\1|\/github\/workspace)\//;
const WINDOWS = /^[A-Za-z]:\\|^[^/]*\\[^/]*$/;

/**
 * A reported path as the repository would name it, so that one file has one name on every runner:
 * forward slashes, without a runner's checkout folder, a `file://` scheme or a leading `./`.
 */
export function workspacePath(path: string): string {
  const plain = path.startsWith('file://') ? path.slice('file://'.length) : path;
  const slashed = WINDOWS.test(plain) ? plain.replaceAll('\\', '/') : plain;
  const rest = slashed.replace(WORKSPACE, '');
  return (rest === '' ? slashed : rest).replace(/^(?:\.\/)+/, '');
}
