import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod';

/** What `scripts/check.mjs` writes down of itself. */
const CHECKS = z.strictObject({
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  node: z.string(),
  /** When `.ci/run` started; the installation is between the two. */
  started: z.iso.datetime(),
  installed: z.iso.datetime(),
  ended: z.iso.datetime(),
  checks: z
    .array(
      z.strictObject({
        name: z.string(),
        passed: z.boolean(),
        started: z.iso.datetime(),
        ended: z.iso.datetime(),
      }),
    )
    .min(1),
});

/** One run of `.ci/run`, as it happened. */
export interface RecordedCheck extends z.infer<typeof CHECKS> {
  /** Output of the installation, and of each check by name. */
  readonly log: { readonly install: string; readonly checks: ReadonlyMap<string, string> };
  /** Name of the artifact → files that the CI workflow uploads under it. */
  readonly artifacts: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** As the CI workflow uploads them: name of the artifact and path of its one file. */
const UPLOADS = [
  ['junit', 'reports/junit.xml'],
  ['coverage', 'coverage/cobertura-coverage.xml'],
] as const;

/** Where GitHub's runner checks this repository out: the folder of the machine is nobody's business. */
const CHECKOUT = '/home/runner/work/milestone-audit/milestone-audit';

/** Reads what a checkout has after `.ci/run`, and the output of that. */
export function readCheck(folder: string, logFile: string): RecordedCheck {
  const neutral = (text: string): string => text.replaceAll(folder, CHECKOUT);
  const text = (path: string): string => neutral(readFileSync(join(folder, path), 'utf8'));
  const found = UPLOADS.filter(([, path]) => existsSync(join(folder, path)));
  return {
    ...CHECKS.parse(JSON.parse(text('reports/checks.json'))),
    log: splitLog(neutral(readFileSync(logFile, 'utf8'))),
    artifacts: new Map(
      found.map(([name, path]) => [
        name,
        new Map([[path.slice(path.lastIndexOf('/') + 1), text(path)]]),
      ]),
    ),
  };
}

/** Splits the output at the lines that name the checks; before the first one is the installation. */
function splitLog(output: string): RecordedCheck['log'] {
  const text = stripVTControlCharacters(output).replaceAll('\r', '');
  const [install = '', ...parts] = text.split(/^== ([\w-]+)$/m);
  const checks = parts.flatMap((name, at) =>
    at % 2 === 0 ? [[name, parts[at + 1]?.trim() ?? ''] as const] : [],
  );
  return { install: install.trim(), checks: new Map(checks) };
}
