import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { type Audit, readAudit, renderJson } from '../../src/model/audit.ts';
import { svrSchema, testResultSchema } from '../../src/render/standards/statements.ts';
import { STANDARD_VIEWS } from '../../src/render/standards/views.ts';
import { junit } from '../../src/report-formats/test-results/junit.ts';
import { readText, testsOf } from '../report-formats/reading.ts';
import { aGate, anAudit, anUnknownRule, aRule } from './an-audit.ts';

/* Both packages are CommonJS: the published schema of SARIF, and an independent reader of it. */
const require = createRequire(import.meta.url);

type Matcher = (log: unknown) => { readonly pass: boolean; readonly message: () => string };
const matches = require('@microsoft/jest-sarif/lib/build-matcher.js').buildMatcher() as Matcher;

type ToMarkdown = (options: object) => (log: unknown) => readonly { readonly body: string }[];
const { sarifToMarkdown } = require('@security-alert/sarif-to-markdown') as {
  readonly sarifToMarkdown: ToMarkdown;
};

const RECORDED = join('__tests__', 'snapshots', 'expected');

function auditOf(name: string): Audit {
  const read = readAudit(readFileSync(join(RECORDED, name, 'audit.json'), 'utf8'));
  if (read.state === 'unreadable') throw new Error(read.why);
  return read.audit;
}

const names = readdirSync(RECORDED).filter((name) =>
  readdirSync(join(RECORDED, name)).includes('audit.json'),
);

const sarifFile = z.object({
  runs: z.array(
    z.object({
      tool: z.object({ driver: z.object({ rules: z.array(z.object({ id: z.string() })) }) }),
      invocations: z.array(z.object({ toolExecutionNotifications: z.array(z.unknown()) })),
      results: z.array(
        z.object({
          ruleId: z.string(),
          ruleIndex: z.int(),
          locations: z.array(
            z.object({
              physicalLocation: z.object({
                artifactLocation: z.object({ uri: z.string() }),
                region: z.object({ startLine: z.int() }),
              }),
            }),
          ),
          partialFingerprints: z.object({ primaryLocationLineHash: z.string() }),
        }),
      ),
    }),
  ),
});

function sarifOf(audit: Audit) {
  const [run] = sarifFile.parse(JSON.parse(STANDARD_VIEWS.sarif(audit))).runs;
  if (run === undefined) throw new Error('there is no run');
  return run;
}

describe.each(names)('%s', (name) => {
  const audit = auditOf(name);

  it('is SARIF by its published schema', () => {
    const { pass, message } = matches(JSON.parse(STANDARD_VIEWS.sarif(audit)));
    expect(pass ? '' : message()).toBe('');
  });

  it('has each issue as a result with a place, or as a notification', () => {
    const { results, invocations } = sarifOf(audit);
    const notes = invocations.flatMap((one) => one.toolExecutionNotifications);
    expect(results.length + notes.length).toBe(audit.issues.length);
  });

  it('is JUnit in which our reader counts what the verdict, gates, and rules are', () => {
    const text = STANDARD_VIEWS.junit(audit);
    const of = (outcome: string): number => text.split(`><${outcome} message=`).length - 1;
    const [failed, errored, skipped] = [of('failure'), of('error'), of('skipped')];
    const all = 1 + audit.gates.length + audit.rules.length;
    const passed = all - failed - errored - skipped;
    expect(testsOf(readText(junit, text))).toEqual([passed, failed, errored, skipped, 0]);
  });

  it('fails or breaks as JUnit exactly when it does not pass', () => {
    const text = STANDARD_VIEWS.junit(audit);
    const read = testsOf(readText(junit, text));
    if (typeof read === 'string') throw new Error(read);
    const [, failed = 0, errored = 0] = read;
    const passes = audit.outcome === 'COMPLETE' || audit.outcome === 'PREVIEW';
    const blocked = audit.gates.some(({ state }) => /failed|not-evaluated/.test(state));
    expect(failed + errored > 0).toBe(!passes || (audit.outcome === 'PREVIEW' && blocked));
  });

  it('is test results by their schema, one for each run that passed or failed', () => {
    const lines = STANDARD_VIEWS['test-result'](audit).split('\n').slice(0, -1);
    const ended = audit.runs.filter(
      ({ conclusion, relation }) =>
        /^(success|failure|timed_out)$/.test(conclusion) && relation !== 'stale',
    );
    const urls = lines.map((line) => testResultSchema.parse(JSON.parse(line)).predicate.url);
    expect(urls).toEqual(ended.map(({ url }) => url));
  });
});

describe('SARIF', () => {
  const audit = auditOf('careless-workflow-default');

  it('names file, line, and rule of each issue', () => {
    const { results, tool } = sarifOf(audit);
    const places = results.map(({ ruleIndex, locations }) => [
      tool.driver.rules[ruleIndex]?.id,
      locations[0]?.physicalLocation.artifactLocation.uri,
      locations[0]?.physicalLocation.region.startLine,
    ]);
    const cited = audit.issues.filter(({ source }) => source?.commit !== undefined);
    expect(places).toEqual(cited.map(({ rule, source }) => [rule, source?.path, source?.line]));
  });

  it('keeps the fingerprint of an issue whose line moved', () => {
    const moved = {
      ...audit,
      issues: audit.issues.map((issue) => ({
        ...issue,
        source: issue.source && { ...issue.source, line: 7 },
      })),
    };
    const fingerprints = (one: Audit): unknown =>
      sarifOf(one).results.map(({ partialFingerprints }) => partialFingerprints);
    expect(fingerprints(moved)).toEqual(fingerprints(audit));
  });

  it('gives each issue a fingerprint of its own', () => {
    const all = sarifOf(audit).results.map(
      ({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash,
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it('is read by another parser, which shows every result', () => {
    const options = { owner: 'shore', repo: 'tides', branch: 'main', sourceRoot: '' };
    const [page] = sarifToMarkdown(options)(JSON.parse(STANDARD_VIEWS.sarif(audit)));
    const cited = audit.issues.filter(({ source }) => source?.commit !== undefined);
    const links = cited.map(({ source }) => `blob/main/${source?.path}#L${source?.line}`);
    expect(links.filter((link) => page?.body.includes(link))).toEqual(links);
  });
});

describe('JUnit', () => {
  const outcomesOf = (audit: Audit): unknown =>
    [...STANDARD_VIEWS.junit(audit).matchAll(/name="([^"]*)"><(\w+-?\w+)/g)].map(
      ([, name, outcome]) => [name, outcome],
    );

  it('errs where evidence is missing, and skips what no gate asks for', () => {
    const audit = {
      ...anAudit(),
      outcome: 'INSUFFICIENT_EVIDENCE' as const,
      gates: [
        aGate('Tests', 'not-evaluated', 'no report', 'test-results >= 4'),
        { ...aGate('Extra', 'failed', 'too low', 'stable-runs >= 4'), optional: 'new' },
      ],
      rules: [
        anUnknownRule('test-results', 'it expired'),
        aRule('stable-runs', 2, '3 flakes'),
        aRule('pinned-actions', 0, 'none'),
      ],
    };
    expect(outcomesOf(audit)).toEqual([
      ['Milestone audit', 'error'],
      ['Tests', 'error'],
      ['Extra', 'skipped'],
      ['test-results', 'error'],
      ['stable-runs', 'skipped'],
      ['pinned-actions', 'skipped'],
    ]);
  });
});

describe('the Simple Verification Result', () => {
  const statement = (audit: Audit) => svrSchema.parse(JSON.parse(STANDARD_VIEWS.svr(audit)));
  const audit = auditOf('green-after-merge-default');

  it('is about the bytes of the audit and about its commit', () => {
    const sha256 = createHash('sha256').update(renderJson(audit)).digest('hex');
    expect(statement(audit).subject.map(({ digest }) => digest)).toEqual([
      { sha256 },
      { gitCommit: audit.commits.audited },
    ]);
  });

  it('names the config by its digest as the policy', () => {
    const [policy] = statement(audit).predicate.verifier.policies;
    expect(`sha256:${policy?.digest['sha256']}`).toBe(audit.config.digest);
  });

  it('lists only what holds at the lowest level, without deferrals', () => {
    const given = {
      ...anAudit(),
      verdict: 'yellow' as const,
      outcome: 'COMPLETE' as const,
      gates: [aGate('CI stability', 'passed', ''), aGate('Tests', 'deferred', '')],
      rules: [
        aRule('pinned-actions', 5, 'all'),
        { ...aRule('stable-runs', 2, 'some'), state: 'open' as const, level_max: 5 as const },
        anUnknownRule('test-count', 'it expired'),
        { ...aRule('test-results', 4, 'most'), deferrals: ['D01'] },
      ],
    };
    expect(statement(given).predicate.properties).toEqual([
      'MILESTONE_AUDIT_GATE_CI_STABILITY_PASSED',
      'MILESTONE_AUDIT_RULE_PINNED_ACTIONS_LEVEL_5',
      'MILESTONE_AUDIT_RULE_STABLE_RUNS_LEVEL_2',
    ]);
  });

  it('says PASSED of a green audit', () => {
    expect(statement(audit).predicate.properties).toContain('MILESTONE_AUDIT_PASSED');
  });

  it('is empty for a preview', () => {
    expect(STANDARD_VIEWS.svr({ ...anAudit(), outcome: 'PREVIEW' })).toBe('');
  });
});

describe('a test result', () => {
  const resultsOf = (name: string): unknown =>
    STANDARD_VIEWS['test-result'](auditOf(name))
      .split('\n')
      .slice(0, -1)
      .map((line) => testResultSchema.parse(JSON.parse(line)).predicate.result);

  it('fails for a green run whose report names failing tests', () => {
    expect(resultsOf('failures-in-green-run-default')).toContain('FAILED');
  });

  it('warns of a run that passed on its second attempt', () => {
    expect(resultsOf('passed-on-second-attempt-default')).toContain('WARNED');
  });
});
