/* Reports as the honest story's CI uploads them, short enough to be read. */

export interface Outcomes {
  readonly passed: readonly string[];
  readonly failed?: readonly string[];
}

/** JUnit XML; a name is `file › test`. */
export function junit({ passed, failed = [] }: Outcomes, leg: string): string {
  const cases = [
    ...passed.map((name) => caseOf(name, '')),
    ...failed.map((name) => caseOf(name, '<failure message="expected 4, got 5"/>')),
  ];
  return `<testsuites><testsuite name="pytest" hostname="${leg}">${cases.join('')}</testsuite></testsuites>`;
}

function caseOf(name: string, inside: string): string {
  const [file = '', test = ''] = name.split(' › ');
  return `<testcase classname="${file}" name="${test}" time="0.01">${inside}</testcase>`;
}

/** Cobertura XML of one file with `covered` of `total` lines hit. */
export function cobertura(path: string, covered: number, total: number, leg: string): string {
  const lines = Array.from(
    { length: total },
    (_, at) => `<line number="${at + 1}" hits="${at < covered ? 1 : 0}"/>`,
  ).join('');
  return `<?xml version="1.0"?><coverage line-rate="0" version="${leg}"><packages><package name="p"><classes><class name="c" filename="${path}"><methods/><lines>${lines}</lines></class></classes></package></packages></coverage>`;
}

/** `pip-audit --format json`: packages, some with an advisory. */
export function pipAudit(packages: Readonly<Record<string, readonly string[]>>): string {
  const dependencies = Object.entries(packages).map(([name, ids]) => ({
    name,
    version: '1.0.0',
    vulns: ids.map((id) => ({ id, fix_versions: [], description: 'a weakness' })),
  }));
  return JSON.stringify({ dependencies, fixes: [] });
}

export const cyclonedx = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  components: [{ type: 'library', name: 'pytest', version: '8.3.5' }],
});
