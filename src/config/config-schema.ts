import * as z from 'zod';
import {
  commentMode,
  evidenceMode,
  failOn,
  profile,
  sourceKind,
  statusMode,
  trustMode,
} from '../model/schema.ts';

/** A config of another repository, at one commit. */
export interface SharedReference {
  readonly owner: string;
  readonly name: string;
  readonly path: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
}

/** Form of `extends`: with a branch or tag, others could change the rules between two audits. */
const SHARED_FORM = 'OWNER/REPOSITORY/PATH.yml@COMMIT, with all 40 digits of the commit';

const SHARED_PATTERN =
  /^([A-Za-z0-9-]{1,39})\/(?!\.{1,2}\/)([\w.-]{1,100})\/((?:(?!\.{1,2}\/)[\w .-]+\/)*[\w .-]+\.ya?ml)@([0-9a-f]{40})$/;

/** Parses `acme/.github/milestone-audit.yml@<commit>`; `undefined` for any other text. */
export function sharedReference(text: string): SharedReference | undefined {
  const [, owner, name, path, commit] = SHARED_PATTERN.exec(text) ?? [];
  if (owner === undefined || name === undefined || path === undefined || commit === undefined) {
    return undefined;
  }
  return { owner, name, path, commit };
}

/** Returns the reference as the config writes it and the audit shows it. */
export function sharedText({ owner, name, path, commit }: SharedReference): string {
  return `${owner}/${name}/${path}@${commit}`;
}

const text = z.string().min(1);
const globs = z.array(text).min(1);
const level = z.int().min(0).max(5);

const measured = z
  .strictObject({
    id: text.describe('Kebab-case id of the category'),
    title: text,
    weight: z.number().nonnegative().describe('Relative weight in the overall score'),
    rules: z.array(text).min(1).describe('Ids of the rules whose mean is the category’s score'),
  })
  .describe('A category measured by rules');

const attested = z
  .strictObject({
    id: text.describe('Kebab-case id of the category'),
    title: text,
    weight: z.number().nonnegative().describe('Relative weight in the overall score'),
    attested: z.strictObject({ level, reason: text, by: text.describe('Who vouches for it') }),
  })
  .describe('A category a person vouches for, shown as attested');

const source = z.strictObject({
  kind: sourceKind,
  workflow: text.optional().describe('Glob over workflow names or files'),
  job: text.optional().describe('Glob over job names'),
  artifact: text.optional().describe('Glob over artifact names'),
  path: text.optional().describe('Glob over paths inside the artifact or the workspace'),
  format: text.optional().describe('Report format the source must have, e.g. `junit`'),
  leg: text.optional().describe('Matrix job the source belongs to'),
  required: z
    .boolean()
    .optional()
    .describe('Whether the audit is insufficient without it; true by default'),
});

const ownRule = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'must be kebab-case')
    .describe('Kebab-case id, as categories and gates name it'),
  title: text,
  levels: z
    .strictObject({
      0: text.optional(),
      1: text.optional(),
      2: text.optional(),
      3: text.optional(),
      4: text.optional(),
      5: text.optional(),
    })
    .describe('What each level means; the levels that the expression can give'),
  expression: text.describe(
    'CEL expression over the kinds of evidence; a number is the level, true the best declared level, false the worst',
  ),
  shows: text
    .optional()
    .describe('CEL expression for a list of texts that name what is wrong, such as paths'),
  recommendation: text.optional().describe('What to do below the best level'),
});

const attestation = z
  .strictObject({
    artifact: text.describe('Glob over artifact names'),
    path: text
      .optional()
      .describe('Glob over paths inside the artifact; without it the artifact’s archive is meant'),
    workflow: text
      .optional()
      .describe(
        'Path of the workflow that signs, or its address in another repository; default: the run that uploads the artifact',
      ),
    'trusted-root': text
      .optional()
      .describe(
        'Path of Sigstore’s trusted root, read at the policy ref; default: that of the public instance',
      ),
  })
  .describe('An artifact, or files in it, whose build must be attested');

const invariant = z.union([
  z.strictObject({ title: text, unchanged: globs.describe('Paths no change may touch') }),
  z.strictObject({
    title: text,
    files: globs.describe('Files that must be there and not be empty'),
  }),
  z.strictObject({ title: text, rule: text, 'at-least': level }),
  z.strictObject({ title: text, job: text.describe('Glob over jobs that must be green') }),
  z.strictObject({ title: text, step: text.describe('Glob over steps that must be green') }),
  z.strictObject({
    title: text,
    artifact: text.describe('Glob over artifacts that must have the same digest'),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, '`sha256:` and 64 hexadecimal digits')
      .optional()
      .describe('The digest they must have'),
  }),
]);

const probe = z.strictObject({
  step: text.optional().describe('Glob over the names of steps that start the server'),
  log: text
    .optional()
    .describe('Regular expression that a log line shows when the server is ready'),
});

const docs = z.union([
  z.enum(['auto', 'head', 'pull-request', 'none']),
  z.string().regex(/^branch:[A-Za-z0-9._/-]+$/, 'auto, head, pull-request, none or branch:NAME'),
]);

/** Schema of the config file: unknown keys are errors, every key is optional (contract, section 4). */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors; ignored'),
  version: z.literal(1).optional().describe('Version of the config format'),
  extends: z
    .string()
    .regex(SHARED_PATTERN, SHARED_FORM)
    .optional()
    .describe(
      'Config of the same owner that this one extends, as `OWNER/REPOSITORY/PATH.yml@COMMIT`',
    ),
  profile: profile.optional().describe('Built-in set of categories'),
  milestone: z
    .strictObject({
      id: text.optional().describe('Milestone to audit, when it cannot be inferred'),
      title: text.optional(),
      pattern: text
        .optional()
        .describe(
          'Regular expression (RE2 syntax) whose first group is the milestone id in branches and titles',
        ),
      link: z
        .boolean()
        .optional()
        .describe(
          'Writes the audit’s link into the description of GitHub’s milestone, between two markers; needs `issues: write`',
        ),
    })
    .optional()
    .describe('Which milestone it is, where branch, title and tag do not tell, and how ids look'),
  categories: z
    .array(z.union([measured, attested]))
    .min(1)
    .optional()
    .describe('Replaces the profile’s categories'),
  rules: z
    .record(
      text,
      z.union([
        z.strictObject({ off: text.describe('Why the rule is off') }),
        z.record(text, z.unknown()),
      ]),
    )
    .optional()
    .describe('Options of rules, or `off` with a reason'),
  'own-rules': z
    .array(ownRule)
    .min(1)
    .optional()
    .describe('Rules of your own, as expressions over the evidence'),
  gates: z
    .array(
      z.strictObject({
        title: text,
        when: z
          .array(text)
          .optional()
          .describe(
            'Conditions such as `test-results >= 4` or `coverage.lines >= base`; default: those of the default gate with this title',
          ),
        optional: text.optional().describe('Why the gate does not block: it is shown only'),
        off: text.optional().describe('Why the gate is switched off'),
      }),
    )
    .optional()
    .describe('Gates added to the default ones, or changing them by title'),
  'minimum-score': z
    .number()
    .min(0)
    .max(5)
    .optional()
    .describe('Below this overall score the verdict is red'),
  ratchet: z
    .boolean()
    .optional()
    .describe(
      'A gate also passes where a rule misses its level and is no worse than in the previous audit',
    ),
  sources: z.array(source).optional().describe('Evidence that must exist'),
  workflows: z
    .array(text)
    .optional()
    .describe('Names or file globs of the workflows whose runs are evidence'),
  artifacts: z.array(text).optional().describe('Globs of the artifacts to read'),
  'workflow-keys': z
    .record(text, text)
    .optional()
    .describe(
      'Keys of workflow files that this version does not know and that hide nothing, each with the reason',
    ),
  probes: z
    .strictObject({ 'server-boot': probe.optional() })
    .optional()
    .describe('How it is known that the server starts: a step by name, a line of its log'),
  invariants: z.array(invariant).optional().describe('What must hold in every milestone'),
  plan: text.optional().describe('Path of the milestone’s plan'),
  registry: text.optional().describe('Path of the deferral registry'),
  vex: globs
    .optional()
    .describe('Paths of OpenVEX files, read at the policy ref; they defer findings'),
  attestations: z
    .array(attestation)
    .min(1)
    .optional()
    .describe('Artifacts whose provenance attestations are looked up and verified'),
  ledger: text.optional().describe('Markdown file in which the milestone’s row is kept'),
  zones: z.record(text, globs).optional().describe('Risk zones by path globs'),
  docs: docs.optional().describe('Where the document goes'),
  'docs-path': text.optional().describe('Path of the document; `{milestone}` is replaced'),
  comment: commentMode.optional().describe('When the comment of the pull request is written'),
  status: statusMode
    .optional()
    .describe('Whether the verdict is a commit status, a check run, both or neither'),
  'status-name': text.optional().describe('The name to put in branch protection'),
  'fail-on': failOn.optional().describe('Mildest verdict that fails the check'),
  evidence: evidenceMode
    .optional()
    .describe('Whether the complete evidence is committed, compressed, next to the document'),
  trust: trustMode
    .optional()
    .describe('Whether plan and registry of a same-repository pull request are read at its head'),
});

/** A config file as written, before defaults. */
export type ConfigFile = z.infer<typeof configSchema>;

/** Returns the keys that are allowed at a path, for messages; empty where any key or no key is. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let schemas: readonly Schema[] = [configSchema as Schema];
  for (const part of path) {
    schemas = schemas.flatMap((schema) => childrenOf(schema, String(part)));
  }
  const keys = schemas
    .flatMap(flatten)
    .flatMap((schema) => Object.keys(schema._zod.def.shape ?? {}));
  return [...new Set(keys)];
}

/** The part of zod's documented internals (`_zod.def`) that describes composition. */
interface Schema {
  readonly _zod: {
    readonly def: {
      readonly type: z.core.$ZodTypeDef['type'];
      readonly innerType?: Schema;
      readonly element?: Schema;
      readonly valueType?: Schema;
      readonly options?: readonly Schema[];
      readonly shape?: Readonly<Record<string, Schema>>;
    };
  };
}

function flatten(schema: Schema): readonly Schema[] {
  const { innerType, options } = schema._zod.def;
  if (innerType !== undefined) return flatten(innerType);
  return options === undefined ? [schema] : options.flatMap(flatten);
}

function childrenOf(schema: Schema, part: string): readonly Schema[] {
  return flatten(schema).flatMap((one) => {
    const { shape, element, valueType } = one._zod.def;
    return [shape?.[part], element, valueType].filter((child) => child !== undefined);
  });
}
