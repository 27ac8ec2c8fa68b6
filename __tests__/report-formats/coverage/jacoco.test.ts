import { expect, it } from '@jest/globals';
import { jacoco } from '../../../src/report-formats/coverage/jacoco.ts';
import { coverageOf, fixture, readReport, readText, whyOf } from '../reading.ts';

it('counts source lines and their branches, not the counters', () => {
  const text = fixture('jacoco', 'groups.xml');
  expect(coverageOf(readText(jacoco, text))).toEqual([2, 3, 3, 4]);
  expect(readReport('report.xml', Buffer.from(text)).format).toBe('jacoco');
});

it("reads what JaCoCo's own task wrote, with its DOCTYPE", () => {
  expect(coverageOf(readText(jacoco, fixture('jacoco', 'jacoco.xml')))).toEqual([2, 4, 3, 6]);
});

it('the same file name in two modules is two files', () => {
  const module = (name: string, ci: number) =>
    `<group name="${name}"><package name="p"><sourcefile name="A.java"><line nr="1" mi="0" ci="${ci}" mb="0" cb="0"/></sourcefile></package></group>`;
  const read = readText(jacoco, `<report name="r">${module('a', 1)}${module('b', 0)}</report>`);
  expect(coverageOf(read)).toEqual([1, 2, null, null]);
});

it('a DOCTYPE other than its own is refused', () => {
  const read = readText(jacoco, '<!DOCTYPE report [<!ENTITY a "b">]><report name="r"/>');
  expect(whyOf(read)).toContain('DOCTYPE, which is refused');
});
