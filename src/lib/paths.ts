/** Returns the path from the root for a path relative to a folder; `..` stops at the root. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : folder}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Returns whether two paths name one file: reports name paths from the root of the build, so one may be the end of the other. */
export function sameFile(path: string, other: string): boolean {
  return path === other || path.endsWith(`/${other}`) || other.endsWith(`/${path}`);
}
