import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { milestoneLinkText, withMilestoneLink } from '../../src/history/milestone-link.ts';
import { anyText } from '../any-text.ts';
import { anAudit } from '../render/an-audit.ts';
import { runs } from '../runs.ts';

const OPEN = '<!-- milestone-audit:link -->';
const CLOSE = '<!-- /milestone-audit:link -->';

it('the line names audit, score and verdict', () => {
  expect(milestoneLinkText(anAudit(), 'https://github.com/o/r/blob/main/a.md')).toBe(
    '[M01 audit](https://github.com/o/r/blob/main/a.md): 4.7 / 5, yellow',
  );
});

it('what stands around the markers stays, byte for byte, and again changes nothing', () => {
  fc.assert(
    fc.property(anyText(), anyText(), anyText(), (above, old, below) => {
      fc.pre(!/milestone-audit:link/.test(above + old + below));
      const text = withMilestoneLink(`${above}${OPEN}${old}${CLOSE}${below}`, 'new', '');
      expect(text).toBe(`${above}${OPEN}new${CLOSE}${below}`);
      expect(withMilestoneLink(text, 'new', '')).toBe(text);
    }),
    { numRuns: runs(100, 2000) },
  );
});

it('without markers it stands below what is there, with the line ends that are there', () => {
  expect([
    withMilestoneLink('', 'x', ''),
    withMilestoneLink('Goals\r\n- one', 'x', ''),
    withMilestoneLink('Goals', 'x', 'api'),
  ]).toEqual([
    `${OPEN}x${CLOSE}`,
    `Goals\r\n- one\r\n\r\n${OPEN}x${CLOSE}`,
    'Goals\n\n<!-- milestone-audit:link:api -->x<!-- /milestone-audit:link:api -->',
  ]);
});

it('an opening marker alone is text like any other', () => {
  expect(withMilestoneLink(`${OPEN} typed`, 'x', '')).toBe(`${OPEN} typed\n\n${OPEN}x${CLOSE}`);
});
