import * as z from 'zod';
import { count, type Data, text, texts } from './schema.ts';

const line = count.describe('Line of the file, from 1');

/** A value and the 1-based line where the file states it. */
export interface At<T> {
  readonly value: T;
  readonly line: number;
}

function at<T extends z.ZodType>(value: T) {
  return z.looseObject({ value, line });
}

const keyed = z.looseObject({ key: text, value: text, line });

const pin = z
  .enum(['sha', 'locked', 'tag', 'branch', 'digest', 'local', 'none'])
  .describe(
    '`sha`: 40 hex digits. `digest`: a container image by `sha256:`. `local`: a path of this repository. `locked`: `actions.lock` gives the commit. `none`: no ref',
  );

const use = z
  .looseObject({
    line,
    uses: text.describe('As written: `actions/checkout@v4`'),
    pin,
    comment: text.describe(
      'Version in the comment after it (`# v4.2.2`); empty when there is none',
    ),
    kind: z.enum(['action', 'reusable-workflow', 'image']),
    role: z
      .enum(['container', 'service'])
      .exactOptional()
      .describe('Whether the job runs in the image or uses it as a service; absent otherwise'),
  })
  .meta({ id: 'Use', description: 'A `uses:` of a job or step, or a container or service image' });

const script = z
  .looseObject({
    text,
    line: line.describe('Line of the file on which the script’s first line is, from 1'),
    shell: text.describe(
      '`bash`, `sh`, `pwsh`, … as declared; empty for the default (`bash -e` without `pipefail`); `pwsh` where nothing is declared and the job runs on Windows only',
    ),
    windowsShell: text
      .exactOptional()
      .describe(
        'The default shell of the Windows runners of a job that has others too; absent where one shell runs all',
      ),
    marks: z
      .array(z.looseObject({ offset: count, line }))
      .exactOptional()
      .describe(
        'Where folding or quoting moved text: from `offset` on it is on `line`; absent when line n of the text is line n of the file',
      ),
    directory: text
      .exactOptional()
      .describe('`working-directory` as written; absent for the root of the repository'),
  })
  .meta({ id: 'Script', description: 'Shell text of a step' });

const condition = at(text).exactOptional();
const continueOnError = at(z.union([z.boolean(), text])).exactOptional();
const timeoutMinutes = at(z.union([z.number(), text])).exactOptional();

const workflowStep = z.looseObject({
  line,
  index: count.describe('Position in the job, from 0'),
  name: text.describe('Name as GitHub shows it: `name`, else `Run …`'),
  id: text,
  if: condition,
  continueOnError,
  timeoutMinutes,
  cancelled: condition.describe(
    'The `cancel` of a later step that ends this background step before any step waits for it; absent when none does',
  ),
  uses: use.exactOptional(),
  with: z.array(keyed),
  env: z.array(keyed),
  run: script.exactOptional(),
});

const permission = z.looseObject({
  line,
  scope: text.describe('`all` for `read-all` and `write-all`, and for `{}` with access `none`'),
  access: z.enum(['read', 'write', 'none']),
});

const permissions = z
  .discriminatedUnion('state', [
    z.looseObject({ state: z.literal('declared'), line, grants: z.array(permission) }),
    z.looseObject({ state: z.literal('undeclared') }),
  ])
  .meta({ id: 'Permissions' });

const matrix = z.looseObject({
  line,
  legs: z
    .union([texts, z.literal('dynamic')])
    .describe(
      'Matrix jobs as `key=value, key=value` in declaration order; `dynamic` when an expression hides them',
    ),
  values: z
    .array(
      keyed.extend({
        written: text
          .exactOptional()
          .describe('The number in the file when YAML reads another one: `3.10` is 3.1'),
      }),
    )
    .exactOptional()
    .describe('Every value, excluded ones too; absent when the matrix is one expression'),
});

const workflowJob = z.looseObject({
  line,
  id: text,
  name: text.describe('As GitHub shows it, without the matrix suffix'),
  if: condition,
  continueOnError,
  timeoutMinutes,
  needs: z.array(at(text)),
  permissions,
  matrix: matrix.exactOptional(),
  runsOn: text,
  env: z.array(keyed).exactOptional(),
  uses: use.exactOptional().describe('The reusable workflow that the job calls'),
  with: z.array(keyed).exactOptional().describe('Inputs of the called workflow'),
  outputs: z
    .array(keyed)
    .exactOptional()
    .describe('Outputs of the job, or of the action; absent when there are none'),
  images: z.array(use).describe('Container and service images'),
  steps: z.array(workflowStep),
});

const trigger = z.looseObject({
  line,
  event: text,
  filters: z
    .array(z.looseObject({ key: text, line, values: texts }))
    .describe('`branches`, `paths-ignore`, `types`, … with their values as written'),
});

/** What a part of a workflow file that is not understood could hide. */
export const CONCERNS = [
  'check',
  'install',
  'download',
  'runtime',
  'uses',
  'permission',
  'trigger',
] as const;

const unread = z
  .looseObject({
    line,
    what: text.describe('The key, command, or shell as written'),
    why: text.describe('Why it is not understood'),
    hides: z
      .array(z.enum(CONCERNS))
      .describe(
        'What it could contain. `check`: also whether a check can fail the run. `runtime`: a version of a language',
      ),
    key: text
      .exactOptional()
      .describe('Name of a key that is not known; `workflow-keys` of the config can accept it'),
    job: text.describe('Empty for the whole file'),
    step: text.describe('Name of the step; empty when it applies to the whole job'),
  })
  .meta({ id: 'Unread', description: 'A part of a workflow file that is not understood' });

const workflow = z
  .looseObject({
    kind: z.enum(['workflow', 'action']),
    path: text,
    name: text,
    triggers: z.array(trigger),
    permissions,
    concurrency: at(text).exactOptional(),
    env: z.array(keyed),
    using: at(text)
      .exactOptional()
      .describe('What runs an action: `composite`, `docker`, `node24`; absent for workflows'),
    inputs: z
      .array(keyed)
      .exactOptional()
      .describe('Default values of the inputs of a called workflow, a dispatch, or an action'),
    jobs: z.array(workflowJob),
    unread: z
      .array(unread)
      .exactOptional()
      .describe('Keys and values that are not understood; absent when there are none'),
  })
  .describe(
    'A workflow, or a composite action of the repository, which has one job named `action` and no triggers',
  );

export const workflowFileSchema = z
  .discriminatedUnion('state', [
    z.looseObject({ state: z.literal('present'), path: text, blob: text, workflow }),
    z.looseObject({ state: z.literal('unreadable'), path: text, blob: text, line, why: text }),
  ])
  .meta({
    id: 'WorkflowFile',
    description: 'A workflow file as read: a broken one is a finding and never hides the others',
  });

export const settingsFileSchema = z.looseObject({ path: text, blob: text, text }).meta({
  id: 'SettingsFile',
  description: 'A small settings file as text: thresholds, versions, and options are read from it',
});

export const lockfileSchema = z
  .looseObject({
    path: text,
    blob: text,
    tool: text.describe(
      '`pip`, `npm`, `yarn`, `pnpm`, `uv`, `poetry`, `pipenv`, `go`, `cargo`, `bundler`, `composer`, `nuget`, `gradle`, …',
    ),
    entries: count,
    hashed: count,
    exact: count.describe('Exact version without a hash'),
    floors: count.describe('A version range (`>=2.31`)'),
    unversioned: count,
    moving: count.describe('From a branch or a bare URL'),
    examples: texts.describe('First line of each kind worth citing, as `line: text`'),
    includes: texts
      .exactOptional()
      .describe(
        'Paths of included files (`-r base.txt`) from the root; absent when there are none',
      ),
  })
  .meta({
    id: 'Lockfile',
    description: 'What a lockfile or requirements file pins; counts are of entries',
  });

/** How an action or image is pinned. */
export type Pin = Data<typeof pin>;
/** A `uses:` of a job or step, or a container or service image. */
export type Use = Data<typeof use>;
/** Shell text of a step. */
export type Script = Data<typeof script>;
export type WorkflowStep = Data<typeof workflowStep>;
export type Permission = Data<typeof permission>;
export type Permissions = Data<typeof permissions>;
export type Matrix = Data<typeof matrix>;
export type WorkflowJob = Data<typeof workflowJob>;
export type Trigger = Data<typeof trigger>;
export type Concern = (typeof CONCERNS)[number];
/** A part of a workflow file that is not understood. */
export type Unread = Data<typeof unread>;
/** A workflow or a composite action of the repository. */
export type Workflow = Data<typeof workflow>;
/** A workflow file as read: a broken one never hides the others. */
export type WorkflowFile = Data<typeof workflowFileSchema>;
export type SettingsFile = Data<typeof settingsFileSchema>;
/** What a lockfile or requirements file pins. */
export type Lockfile = Data<typeof lockfileSchema>;
