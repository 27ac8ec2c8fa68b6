/** Whether two paths are of one file: reports name paths from the root of the build, so one may be the end of the other. */
export function sameFile(path: string, other: string): boolean {
  return path === other || path.endsWith(`/${other}`) || other.endsWith(`/${path}`);
}
