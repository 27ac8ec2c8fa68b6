import { expect, it } from '@jest/globals';
import { readAudit, renderJson } from '../../src/model/audit.ts';
import { auditSchema } from '../../src/model/audit.ts';
import { anAudit } from '../render/an-audit.ts';

it('keys are sorted at every depth and the text ends with one newline', () => {
  const text = renderJson(anAudit());
  const keys: string[] = [];
  const seen = JSON.parse(text, (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      keys.push(Object.keys(value).join());
    }
    return value;
  });
  expect(keys.filter((one) => one !== one.split(',').sort().join())).toEqual([]);
  expect(text.endsWith('}\n') && !text.includes('\r')).toBe(true);
  expect(seen).toEqual(anAudit());
});

it('what was written is read back whole, with keys a later version added', () => {
  const later = { ...anAudit(), charm: 'added later' };
  expect(readAudit(renderJson(later))).toEqual({ state: 'read', audit: later });
});

it('what is no audit is refused with the reason', () => {
  const { verdict: _, ...lacking } = anAudit();
  const texts = ['{', '[]', '{"schema":"milestone-evidence/1"}', JSON.stringify(lacking)];
  expect(texts.map(readAudit)).toEqual([
    { state: 'unreadable', why: 'it is not JSON' },
    {
      state: 'unreadable',
      why: 'it is not an audit of schema milestone-audit/1: it names no schema',
    },
    {
      state: 'unreadable',
      why: 'it is not an audit of schema milestone-audit/1: its schema is milestone-evidence/1',
    },
    {
      state: 'unreadable',
      why: 'verdict: Invalid option: expected one of "green"|"yellow"|"red"',
    },
  ]);
});

it('the schema knows every key of an audit', () => {
  expect(Object.keys(anAudit()).filter((key) => !(key in auditSchema.shape))).toEqual([]);
});
