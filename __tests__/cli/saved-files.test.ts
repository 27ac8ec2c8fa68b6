import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { judgedOtherwise } from '../../src/cli/score-command.ts';
import { readAudit } from '../../src/model/audit.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import { readEvidenceText } from '../../src/model/evidence-text.ts';
import { VIEWS } from '../../src/render/views.ts';
import { fingerprintsOf } from '../../src/rules/fingerprints.ts';
import { RULES, RULES_VERSION } from '../../src/rules/registry.ts';
import { aConfig } from '../scoring/builders.ts';
import { onTerminal } from './on-terminal.ts';

/* Files that earlier versions saved are read as long as there are audits that rest on them. */

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '__tests__/fixtures/saved');
const names = readdirSync(FOLDER).sort();
const bundles = names.filter((name) => name.startsWith('evidence-1-'));
const audits = names.filter((name) => name.startsWith('audit-1-'));
const text = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

function valid(schema: string, value: unknown): unknown {
  const read = JSON.parse(readFileSync(join(ROOT, 'schema', schema), 'utf8')) as object;
  const validate = new Ajv2020({ strict: false, allErrors: true }).compile(read);
  return validate(value) ? 'valid' : validate.errors;
}

function bundleOf(name: string): EvidenceFile {
  const read = readEvidenceText(text(name));
  if (read.state === 'invalid') throw new Error(read.why);
  return read.bundle;
}

it('there is one of each', () => {
  expect([bundles.length > 0, audits.length > 0]).toEqual([true, true]);
});

describe.each(bundles)('%s', (name) => {
  it('once read, has the form that its schema says', () => {
    expect(valid('evidence.schema.json', bundleOf(name))).toBe('valid');
  });

  it('is judged to an audit that has the form that its schema says', async () => {
    const { out } = await onTerminal('score', join(FOLDER, name));
    expect(valid('audit.schema.json', JSON.parse(out))).toBe('valid');
  });

  it('never passes, because its absent kinds may be losses', async () => {
    const { code, out } = await onTerminal('score', join(FOLDER, name));
    expect([code, (JSON.parse(out) as { outcome: string }).outcome]).toEqual([
      1,
      'INSUFFICIENT_EVIDENCE',
    ]);
  });

  it('lacks a kind: it is unknown, and never better', async () => {
    const whole = bundleOf(name);
    const { tests: _, ...evidence } = whole.evidence;
    const read = readEvidenceText(JSON.stringify({ ...whole, evidence }));
    expect(read.state === 'read' && read.bundle.evidence.tests).toEqual({
      state: 'missing',
      why: 'the evidence was saved without it',
    });
    expect(valid('evidence.schema.json', { ...whole, evidence })).toBe('valid');
  });
});

describe.each(audits)('%s', (name) => {
  it('once read, gives every view', () => {
    const read = readAudit(text(name));
    if (read.state === 'unreadable') throw new Error(read.why);
    const views = Object.values(VIEWS).map((view) => view(read.audit));
    expect(views.map((view) => view.includes('M01'))).toEqual(views.map(() => true));
  });
});

it('a bundle that is not one does not have the form', () => {
  const bundle = bundleOf(bundles[0] ?? '');
  expect(valid('evidence.schema.json', { ...bundle, target: {} })).not.toBe('valid');
  expect(valid('evidence.schema.json', { ...bundle, schema: 'milestone-evidence/2' })).not.toBe(
    'valid',
  );
});

describe('rules that changed since the evidence was collected', () => {
  const now = { version: '0.1.0', rulesVersion: RULES_VERSION, rules: fingerprintsOf(RULES) };

  it('give no notice when none changed', () => {
    expect(judgedOtherwise({ tool: now, config: aConfig() }, '0.2.0')).toBeUndefined();
  });

  it('are named', () => {
    const { 'test-count': _, ...rules } = now.rules;
    const tool = { ...now, rules: { ...rules, 'coverage-gate': 'other', forgotten: 'x' } };
    expect(judgedOtherwise({ tool, config: aConfig() }, '0.2.0')).toBe(
      `this evidence was collected by milestone-audit 0.1.0 (rules version ${RULES_VERSION}) and judged by 0.2.0 (rules version ${RULES_VERSION}): coverage-gate has changed, test-count is new, forgotten was removed`,
    );
  });

  it('are not named when the config does not ask for them', () => {
    const tool = { ...now, rules: { ...now.rules, 'fresh-approval': 'other' } };
    expect(judgedOtherwise({ tool, config: aConfig() }, '0.2.0')).toBeUndefined();
  });

  it('are reported by their version when the levels are the same', () => {
    const tool = { ...now, rulesVersion: RULES_VERSION - 1 };
    expect(judgedOtherwise({ tool, config: aConfig() }, '0.2.0')).toMatch(
      /: the same levels are judged more strictly$/,
    );
  });

  it('are not known when the evidence does not name its version', () => {
    expect(judgedOtherwise({ config: aConfig() }, '0.2.0')).toMatch(
      /^this evidence does not name the version/,
    );
  });

  it('are named on stderr and in the notices of the audit, and not when quiet', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-saved-'));
    const path = join(folder, 'evidence.json');
    const { tool: _, ...older } = bundleOf(bundles[0] ?? '');
    writeFileSync(path, JSON.stringify(older));
    const { out, err } = await onTerminal('score', path);
    const quiet = await onTerminal('score', path, '--quiet');
    rmSync(folder, { recursive: true, force: true });
    const said = 'this evidence does not name the version that collected it';
    expect([err.startsWith(said), quiet.err, quiet.out]).toEqual([true, '', out]);
    expect((JSON.parse(out) as { notices: string[] }).notices.at(-1)).toContain(said);
  });
});
