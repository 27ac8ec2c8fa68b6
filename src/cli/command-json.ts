import * as z from 'zod';
import { auditSchema } from '../model/audit.ts';
import { evidenceFileSchema } from '../model/evidence-file.ts';
import { severity, testCountFields } from '../model/reports.ts';
import { rollupSchema } from '../model/rollup.ts';
import { count, type Data, text, texts } from '../model/schema.ts';

/*
 * What each command prints with `--json`. `schema/commands.schema.json` is generated from it; the
 * program imports only types from here.
 */

const line = count.describe('Line of the file, from 1');

const remediation = z.object({
  recommendation: text,
  minutes: z.number(),
  guardrail: text,
  rollback: text,
  area: text,
});

const rule = z.object({
  id: text,
  title: text,
  needs: texts.describe('Kinds of evidence without which the rule is open'),
  levels: texts.describe('Level definitions, from 0 to 5'),
  remediation,
});

const covered = z.object({ covered: count, total: count });

const report = z.object({
  path: text.describe('File, or `archive.zip!/member`'),
  format: text,
  state: z.enum(['present', 'empty', 'unreadable']),
  ...testCountFields,
  coverage: z.object({ lines: covered, branches: covered.nullable() }).nullable(),
  findings: z.record(severity, count).nullable().describe('Counts by severity'),
  message: text.nullable().describe('Why it is unreadable'),
});

const placed = { line, job: text, step: text };

const workflow = z.object({
  path: text,
  message: text.nullable().describe('Why the file is unreadable'),
  findings: z.array(z.object({ line, text })).describe('What an audit counts against the file'),
  uses: z.array(
    z.object({
      line,
      uses: text,
      pin: z.enum(['sha', 'tag', 'branch', 'digest', 'local', 'locked', 'none']),
    }),
  ),
  permissions: z.array(
    z.object({
      line,
      job: text.describe('Empty for the whole workflow'),
      scope: text,
      access: z.enum(['read', 'write', 'none', 'undeclared']),
    }),
  ),
  mutes: z
    .array(
      z.object({
        ...placed,
        kind: text,
        target: text.describe('Kind of check'),
        text,
        certain: z.boolean().describe('False when an expression decides'),
        file: text.exactOptional().describe('File that stores the failure for a later step'),
      }),
    )
    .describe('Steps whose failures are ignored'),
  thresholds: z.array(
    z.object({
      line,
      job: text.exactOptional(),
      step: text.exactOptional(),
      tool: text,
      metric: text,
      value: z.union([z.number(), z.literal('unknown')]).describe('In percent'),
      scope: text,
      text,
    }),
  ),
  removed_runtimes: z.array(z.object({ line, text, why: text })),
  unread: z
    .array(
      z.object({
        ...placed,
        what: text,
        why: text,
        hides: texts.describe('What it could contain'),
        key: text.exactOptional(),
        foreign: z.boolean().exactOptional().describe('It runs in another repository'),
      }),
    )
    .describe('Parts that are not understood'),
});

const weakening = z.object({ kind: text, path: text, line, before: text, after: text });

const rerunState = z.enum(['reproduced', 'differs', 'evidence-missing', 'other-rules']);

const chain = z.object({
  files: z.array(
    z.object({
      path: text,
      state: rerunState,
      why: text,
      digest: text.exactOptional().describe('SHA-256 of the file'),
      accepted: text.exactOptional().describe('Reason in `unverifiable.yml`'),
    }),
  ),
  problems: texts.describe('What is wrong between the audits'),
});

const signature = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('proven'),
    by: z.object({
      repository: text,
      commit: text,
      workflow: text,
      run: text,
      loggedAt: text.exactOptional(),
    }),
  }),
  z.object({ state: z.literal('refused'), why: text }),
]);

const signed = z.object({
  signature,
  recomputation: z.object({ state: rerunState, why: text }),
  unproven: texts.describe('What neither of them proves'),
});

const gate = z.object({ title: text, state: z.enum(['failed', 'not-evaluated']), why: text });
const judged = auditSchema.pick({ verdict: true, outcome: true, score: true, score_max: true });

const rehearsal = z.object({
  schema: z.literal('milestone-rehearsal/1'),
  audits: z.array(
    z.object({
      source: text.describe('Evidence file'),
      repository: text,
      milestone: text,
      change: z
        .enum(['caught', 'open', 'released', 'none', 'preview'])
        .describe(
          '`caught`: it would fail. `open`: the saved evidence lacks what decides. `released`: it would pass',
        ),
      before: judged,
      after: judged,
      gates: z.array(gate).describe('Gates that keep it from passing, and did not before'),
      reason: text,
      open: texts.describe('Rules that missing evidence leaves open, and did not before'),
    }),
  ),
  unreadable: z.array(z.object({ source: text, why: text })),
});

/** The registry's own keys. */
const deferral = z.object({
  id: text,
  issue: text,
  covers: z.union([
    z.object({ tests: texts }),
    z.object({ rule: text, level: count }),
    z.object({ threshold: text }),
  ]),
  reason: text,
  owner: text,
  discovered: text,
  until: text,
  exit: text,
});

const init = z.object({
  files: z.array(
    z.object({
      path: text,
      state: z.enum(['written', 'would-be-written', 'exists']),
      text: text.nullable().describe('`null` for a file that exists; it is never overwritten'),
      gaps: texts.describe('What a file that exists lacks'),
    }),
  ),
  detected: z.object({
    languages: texts,
    test_runners: texts,
    workflows: texts,
    uploads: texts,
    milestones: texts,
    unreadable: texts.describe('Workflow files that cannot be read'),
  }),
  proposals: z
    .array(
      z.object({
        where: text,
        once: texts.describe('What to do once before, outside of the workflow'),
        steps: text.describe('YAML below `steps:`; empty when the sentence is all'),
      }),
    )
    .describe('Changes of workflows that add evidence'),
});

const problem = z.object({
  where: text.describe('Path of the config'),
  line: line.exactOptional(),
  column: count.exactOptional(),
  key: text.describe('Dotted path of the key; empty for the whole file'),
  message: text,
});

const resolved = z.object({
  key: text,
  value: z.unknown(),
  origin: text.describe('`line 4`, `profile seed`, `default`, or the shared config'),
});

/** The JSON of each command. A new command does not compile without one. */
export const COMMAND_JSON = {
  audit: auditSchema,
  collect: evidenceFileSchema,
  score: auditSchema,
  render: z.object({
    view: text,
    text: text.describe('The view, as it is printed without `--json`'),
  }),
  verify: z.union([chain, signed]).describe('The second form: `verify --bundle`'),
  rollup: rollupSchema,
  rehearse: rehearsal,
  reports: z.object({ files: z.array(report), totals: z.object(testCountFields) }),
  workflows: z.object({
    workflows: z.array(workflow),
    weakenings: z.array(weakening).describe('With `--base`'),
  }),
  rules: z.object({
    rules_version: count,
    rules: z.array(
      rule.extend({
        controls: texts.describe('OSPS Baseline controls'),
        uses: texts.describe('Further kinds of evidence'),
      }),
    ),
  }),
  explain: rule.extend({
    judged: auditSchema.shape.rules.element
      .nullable()
      .describe('The rule in the given audit; `null` without one'),
  }),
  defer: z.object({ registry: text.describe('The file'), entry: deferral }),
  init,
  'check-config': z.object({
    path: text,
    valid: z.boolean(),
    problems: z.array(problem),
    values: z.array(resolved).describe('Every value and where it comes from; empty if not valid'),
  }),
  completion: z.object({ shell: z.enum(['bash', 'zsh', 'fish']), script: text }),
} as const;

/** What any command prints with `--json` when it cannot do its work; the exit code is 2. */
export const COMMAND_ERROR = z.object({
  error: z.object({
    command: text.describe('Empty when no command is known'),
    message: text.describe('The line on stderr'),
  }),
});

export type CommandName = keyof typeof COMMAND_JSON;
export type CommandJson = { readonly [K in CommandName]: Data<(typeof COMMAND_JSON)[K]> };

/** Types of the parts that commands build. */
export type ReportRow = Data<typeof report>;
export type SeenFile = Data<typeof workflow>;
export type ResolvedValue = Data<typeof resolved>;
