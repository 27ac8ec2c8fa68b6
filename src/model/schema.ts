import * as z from 'zod';

/*
 * What the schemas of evidence, config, history, and audit share. Objects are loose: every format
 * only gains keys, and a reader lets unknown keys pass. Modules import types from the files with
 * schemas; zod is loaded only where a file is checked.
 */

/** The value that a schema describes: read-only at every depth, without keys of later versions. */
export type Data<S extends z.ZodType> = ReadonlyDeep<z.infer<S>>;

type ReadonlyDeep<T> = T extends readonly unknown[]
  ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> }
  : T extends object
    ? [keyof Named<T>] extends [never]
      ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> }
      : { readonly [K in keyof Named<T>]: ReadonlyDeep<Named<T>[K]> }
    : T;

/** The properties that have a name, without the index signature of a loose object. */
type Named<T> = {
  [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K];
};

export const text = z.string();
export const texts = z.array(text);
/** A number of things, a line, an id, or bytes. */
export const count = z.int().nonnegative();
export const score = z.number().min(0).max(5).nullable();
export const level = z.union([
  z.literal(0),
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
]);
export const verdictColor = z.enum(['green', 'yellow', 'red']);
export const outcome = z.enum([
  'COMPLETE',
  'INCOMPLETE',
  'INSUFFICIENT_EVIDENCE',
  'PENDING',
  'PREVIEW',
]);
export const origin = z.enum(['report', 'log']);
export const runRelation = z.enum(['audited', 'same-tree', 'stale']);
export const sourceKind = z.enum(['tests', 'coverage', 'findings', 'sbom', 'benchmark']);

/* Values that the config file and the checked config share. */
export const profile = z.enum(['default', 'seed']);
export const commentMode = z.enum(['always', 'on-change', 'on-failure', 'never']);
export const statusMode = z.enum(['status', 'check', 'both', 'none']);
export const failOn = z.enum(['red', 'yellow', 'never']);
export const evidenceMode = z.enum(['commit', 'none']);
export const trustMode = z.enum(['head', 'base']);

export const sourceSchema = z
  .looseObject({
    what: text.describe(
      'What was read: `artifact junit-results`, `job test`, `docs/milestones/M01/M01_plan.md`',
    ),
    url: text.exactOptional().describe('Page that shows it'),
    runId: z.int().exactOptional(),
    attempt: z.int().exactOptional().describe('Attempt of the run, from 1'),
    job: text.exactOptional(),
    step: text.exactOptional(),
    artifactId: z.int().exactOptional(),
    digest: text
      .exactOptional()
      .describe('`sha256:…` of the artifact’s archive, as GitHub states it'),
    path: text.exactOptional().describe('Path in the repository, or inside the archive'),
    line: z.int().exactOptional().describe('Line in `path`, from 1'),
    commit: text.exactOptional().describe('Commit at which the path was read'),
    blob: text.exactOptional().describe('Git blob id of the file'),
  })
  .meta({ id: 'Source', description: 'Where a value was read; keys that do not apply are absent' });

/** How a plan or registry was compared with its older text, from which nothing may be removed. */
export const comparedBaseSchema = z
  .discriminatedUnion('state', [
    z.looseObject({ state: z.literal('read') }),
    z.looseObject({ state: z.enum(['none', 'unread']), why: text }),
  ])
  .exactOptional()
  .describe(
    'Whether the older text was read, does not exist, or could not be read; absent, and so unknown, in what 0.1.0 saved',
  );

/** Whether the older text of a plan or registry was read. */
export type ComparedBase = NonNullable<Data<typeof comparedBaseSchema>>;

/** Returns the first problem that a schema found, with its place in the document. */
export function firstIssue({ issues: [issue] }: z.ZodError, whole: string): string {
  if (issue === undefined || issue.path.length === 0) return whole;
  return `${issue.path.map(String).join('.').slice(0, 100)}: ${issue.message}`;
}
