import { expect, it } from '@jest/globals';
import { searchLog } from '../../../src/collect/sources/probes.ts';

it('timestamps and colours are no part of a line', () => {
  const log =
    '2026-03-08T10:01:00.1234567Z one\r\n2026-03-08T10:01:01.1234567Z \u001b[32mready\u001b[0m\r\n';
  expect(searchLog(log, '^ready$')).toEqual({ state: 'matched', line: 2, excerpt: 'ready' });
});

it('a log without the line is unmatched', () => {
  expect(searchLog('one\ntwo', 'three')).toEqual({ state: 'unmatched' });
});

it('an expression that backtracking would never finish is searched to the end of a hostile log', () => {
  expect(searchLog(`${'a'.repeat(60)}!`, '^(a+)+$')).toEqual({ state: 'unmatched' });
});
