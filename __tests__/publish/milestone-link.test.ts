import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { milestoneLinkText, withMilestoneLink } from '../../src/publish/milestone-description.ts';
import { anyText } from '../any-text.ts';
import { anAudit } from '../render/an-audit.ts';
import { propertyOptions } from '../runs.ts';

const OPEN = '<!-- milestone-audit:link -->';
const CLOSE = '<!-- /milestone-audit:link -->';

it('contains audit, score, and verdict', () => {
  expect(milestoneLinkText(anAudit(), 'https://github.com/o/r/blob/main/a.md')).toBe(
    '[M01 audit](https://github.com/o/r/blob/main/a.md): Passed with 1 deferral, 4.7 / 5',
  );
});

it('keeps every byte around the markers, and changes nothing the second time', () => {
  fc.assert(
    fc.property(anyText(), anyText(), anyText(), (above, old, below) => {
      fc.pre(!/milestone-audit:link/.test(above + old + below));
      const text = withMilestoneLink(`${above}${OPEN}${old}${CLOSE}${below}`, 'new', '');
      expect(text).toBe(`${above}${OPEN}new${CLOSE}${below}`);
      expect(withMilestoneLink(text, 'new', '')).toBe(text);
    }),
    propertyOptions(100, 2000),
  );
});

it('appends the line with the line ends of the description', () => {
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

it('treats an opening marker without a closing one as text', () => {
  expect(withMilestoneLink(`${OPEN} typed`, 'x', '')).toBe(`${OPEN} typed\n\n${OPEN}x${CLOSE}`);
});
