import { expect, it } from '@jest/globals';
import { readAudit, renderJson } from '../../src/model/audit.ts';
import { anAudit } from '../render/an-audit.ts';

it('renderJson sorts keys at every depth and ends with one newline', () => {
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

it('readAudit returns what renderJson wrote, with keys of later versions', () => {
  const later = { ...anAudit(), charm: 'added later' };
  expect(readAudit(renderJson(later))).toEqual({ state: 'read', audit: later });
});

it('readAudit rejects what is not an audit, with the reason', () => {
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
