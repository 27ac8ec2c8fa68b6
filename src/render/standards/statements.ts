import { createHash } from 'node:crypto';
import * as z from 'zod';
import { byCodeUnit, canonicalJson } from '../../lib/canonical-json.ts';
import { fileUrl } from '../../lib/urls.ts';
import { type Audit, renderJson } from '../../model/audit.ts';
import type { AuditRun } from '../../model/audit-evidence.ts';

/** Web address of this product, which names it in files for other tools. */
export const PRODUCT_URL = 'https://github.com/milestone-audit/milestone-audit';

/*
 * in-toto statements. Sources, read 2026-11-30: in-toto/attestation, spec/v1/statement.md and
 * resource_descriptor.md; spec/predicates/svr.md (v0.2: `verifier.id` and `verifier.policies` are
 * required) and test-result.md (v0.1).
 */

const STATEMENT = 'https://in-toto.io/Statement/v1';
/** Type of the statement about an audit. */
export const SVR = 'https://in-toto.io/attestation/svr/v0.2';
const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';

const digest = z
  .record(z.string(), z.string().regex(/^[0-9a-f]+$/))
  .refine((set) => Object.keys(set).length > 0, 'a digest set must name an algorithm');

const descriptor = z.strictObject({
  name: z.string().optional(),
  uri: z.string().optional(),
  downloadLocation: z.url().optional(),
  digest,
});

function statementOf<T extends string, P extends z.ZodType>(type: T, predicate: P) {
  return z.strictObject({
    _type: z.literal(STATEMENT),
    subject: z.array(descriptor).min(1),
    predicateType: z.literal(type),
    predicate,
  });
}

/** Simple Verification Result: which properties a verifier found to hold. */
export const svrSchema = statementOf(
  SVR,
  z.strictObject({
    verifier: z.strictObject({
      id: z.url(),
      version: z.record(z.string(), z.string()),
      policies: z.array(descriptor),
    }),
    timeCreated: z.iso.datetime(),
    properties: z.array(z.string().regex(/^[A-Z0-9_]+$/)),
  }),
);

/** Test result: how one run of a workflow ended. */
export const testResultSchema = statementOf(
  TEST_RESULT,
  z.strictObject({
    result: z.enum(['PASSED', 'WARNED', 'FAILED']),
    configuration: z.array(descriptor).min(1),
    url: z.string(),
    passedTests: z.array(z.string()),
    warnedTests: z.array(z.string()),
    failedTests: z.array(z.string()),
  }),
);

type Statement = z.infer<typeof svrSchema>;
type TestResult = z.infer<typeof testResultSchema>;

/**
 * Returns the audit as a Simple Verification Result, about the audit's JSON and the audited commit. A
 * property is what holds at the lowest level that the evidence allows, without a deferral. Empty for a
 * preview, which proves nothing, and without evidence that has a time.
 */
export function renderSvr(audit: Audit): string {
  const { commits, config, evidence_completed_at: time, outcome, tool } = audit;
  if (time === null || outcome === 'PREVIEW') return '';
  const statement: Statement = {
    _type: STATEMENT,
    subject: [
      { name: nameIn(audit.paths.json), digest: { sha256: sha256(renderJson(audit)) } },
      { ...withUri(audit, commits.audited), digest: { gitCommit: commits.audited } },
    ],
    predicateType: SVR,
    predicate: {
      verifier: {
        id: `${PRODUCT_URL}/rules/v${tool.rules_version}`,
        version: { 'milestone-audit': tool.version },
        policies:
          config.digest === undefined
            ? []
            : [{ name: config.path, digest: { sha256: config.digest.replace(/^sha256:/, '') } }],
      },
      timeCreated: time,
      properties: propertiesOf(audit),
    },
  };
  return canonicalJson(statement);
}

/** Returns what was proven, in the form that the specification asks for: with a prefix of its own. */
function propertiesOf({ outcome, verdict, gates, rules }: Audit): string[] {
  const passed = outcome === 'COMPLETE' && verdict === 'green' ? ['PASSED'] : [];
  const held = gates
    .filter(({ state }) => state === 'passed')
    .map(({ title }) => `GATE_${inCapitals(title)}_PASSED`);
  const reached = rules.flatMap(({ id, level, deferrals }) =>
    level === null || level === 0 || deferrals.length > 0
      ? []
      : [`RULE_${inCapitals(id)}_LEVEL_${level}`],
  );
  return [...passed, ...held, ...reached].map((name) => `MILESTONE_AUDIT_${name}`).sort(byCodeUnit);
}

function inCapitals(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/**
 * Returns one test-result statement for each ended run of the audited code, as JSON Lines. The tests of a
 * run are its jobs, as in the specification's example, and the failing tests that its reports name.
 */
export function renderTestResults(audit: Audit): string {
  return audit.runs
    .filter(({ relation }) => relation !== 'stale')
    .flatMap((run) => testResultOf(run, audit) ?? [])
    .map((one) => `${JSON.stringify(one)}\n`)
    .join('');
}

const FAILED = ['failure', 'timed_out', 'startup_failure', 'cancelled', 'action_required'];

function testResultOf(run: AuditRun, audit: Audit): TestResult | undefined {
  const failing = (audit.failing_tests ?? []).filter(({ source }) => source.runId === run.id);
  const deferred = failing.filter(({ state }) => state === 'deferred').map(({ id }) => id);
  const failed = failing.filter(({ state }) => state !== 'deferred').map(({ id }) => id);
  const ended = run.jobs.filter(({ conclusion }) => FAILED.includes(conclusion));
  const failedJobs = ended.map(({ name }) => name);
  const result = resultOf(run, failed.length > 0, deferred.length > 0 || failedJobs.length > 0);
  if (result === undefined) return undefined;
  const { repository_url: url } = audit;
  return {
    _type: STATEMENT,
    subject: [{ ...withUri(audit, run.head_sha), digest: { gitCommit: run.head_sha } }],
    predicateType: TEST_RESULT,
    predicate: {
      result,
      configuration: [
        {
          name: run.path,
          ...(url === undefined ? {} : { downloadLocation: fileUrl(url, run.head_sha, run.path) }),
          digest: { gitCommit: run.head_sha },
        },
      ],
      url: run.url,
      passedTests: run.jobs.filter(({ conclusion }) => conclusion === 'success').map(nameOf),
      warnedTests: deferred,
      failedTests: [...failedJobs, ...failed],
    },
  };
}

/** A run that did not end in success or failure shows neither. */
function resultOf(
  { conclusion, attempt }: AuditRun,
  fails: boolean,
  warns: boolean,
): TestResult['predicate']['result'] | undefined {
  if (conclusion === 'failure' || conclusion === 'timed_out') return 'FAILED';
  if (conclusion !== 'success') return undefined;
  if (fails) return 'FAILED';
  return warns || attempt > 1 ? 'WARNED' : 'PASSED';
}

function withUri({ repository_url: url, repository }: Audit, commit: string): { uri: string } {
  return { uri: `git+${url ?? `file:${repository}`}@${commit}` };
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
