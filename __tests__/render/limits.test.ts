import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Audit } from '../../src/model/audit.ts';
import { checkOutput } from '../../src/render/check-output.ts';
import { renderComment } from '../../src/render/comment.ts';
import { renderDocument } from '../../src/render/document.ts';
import { verdictSign, verdictWords } from '../../src/render/format/labels.ts';
import { markerText } from '../../src/render/markdown/marker.ts';
import { describeStatus } from '../../src/render/status-description.ts';
import { renderSummary } from '../../src/render/summary.ts';
import { STANDARD_VIEWS } from '../../src/render/standards/views.ts';
import { VIEWS } from '../../src/render/views.ts';
import { propertyOptions, runs } from '../runs.ts';
import { anAudit } from './an-audit.ts';
import { anyAudit } from './any-audit.ts';
import { activeIn, everyNode, proseOf, read } from './markdown/reading.ts';

const document = { url: 'https://github.com/acme/webui/actions/runs/7' };
const marker = { key: 'main', sha: '1f0c6a9' };

/** What a page must be, whatever is in it: nothing cut in two, nothing left open, nothing that acts. */
function expectSound(page: string): void {
  // Half of a surrogate pair does not survive being written.
  expect(Buffer.from(page).toString()).toBe(page);
  // A fence, comment or tag left open would swallow what comes after it.
  const tree = read(`${page}\n\nwhat comes after\n`);
  expect(tree.children.pop()).toEqual({
    type: 'paragraph',
    children: [{ type: 'text', value: 'what comes after' }],
  });
  const nodes = everyNode(tree);
  const html = nodes.flatMap((node) => (node.type === 'html' ? [node.value] : []));
  const opened = html.filter((value) => value.startsWith('<details>')).length;
  expect(html.filter((value) => value === '</details>').length).toBe(opened);
  expect(html.filter((value) => !/^<(?:details>\n<summary>|\/details>$|!-- )/.test(value))).toEqual(
    [],
  );
  const widths = nodes.flatMap((node) =>
    node.type === 'table' ? [new Set(node.children.map((row) => row.children.length)).size] : [],
  );
  expect(widths.filter((one) => one !== 1)).toEqual([]);
  expect(proseOf(tree).flatMap((prose) => activeIn(prose) ?? [])).toEqual([]);
}

function expectVerdict(page: string, audit: Audit): void {
  expect(page).toContain(`${verdictSign(audit)} `);
  expect(page).toContain(verdictWords(audit));
}

it('a comment of any audit fits, is whole, and has marker, verdict and link', () => {
  fc.assert(
    fc.property(anyAudit(runs(100, 400)), (audit) => {
      const page = renderComment(audit, { marker, document });
      expect(page.length).toBeLessThanOrEqual(65_536);
      expect(page.endsWith(`\n\n${markerText('milestone-audit', marker)}\n`)).toBe(true);
      expect(page).toContain(`[Full audit](${document.url})`);
      expectVerdict(page, audit);
      expectSound(page);
    }),
    propertyOptions(3, 60),
  );
});

it('without a marker a comment leaves room for the one its publisher adds', () => {
  fc.assert(
    fc.property(anyAudit(runs(100, 400)), (audit) => {
      expect(renderComment(audit, { document }).length).toBeLessThanOrEqual(65_536 - 600);
    }),
    propertyOptions(3, 60),
  );
});

it('a check of any audit fits, counted in bytes, and has verdict and link', () => {
  fc.assert(
    fc.property(anyAudit(runs(80, 300)), (audit) => {
      const { title, summary, text } = checkOutput(audit, document);
      expect([...title].length).toBeLessThanOrEqual(120);
      for (const page of [summary, text]) {
        expect(Buffer.byteLength(page)).toBeLessThanOrEqual(65_535);
        expect(page).toContain(`[Full audit](${document.url})`);
        expectSound(page);
      }
      expectVerdict(summary, audit);
    }),
    propertyOptions(3, 60),
  );
});

it('a summary of any audit fits, and has the verdict and what became of publishing', () => {
  fc.assert(
    fc.property(anyAudit(runs(30, 150)), (audit) => {
      const page = renderSummary(audit, {
        receipts: [{ publisher: 'comment', state: 'failed', why: 'the server said 502' }],
        placement: '',
        notices: [],
      });
      expect(Buffer.byteLength(page)).toBeLessThanOrEqual(1_048_576);
      expect(page).toContain('| comment | **✗ failed** | the server said 502 |');
      expectVerdict(page, audit);
      expectSound(page);
    }),
    propertyOptions(3, 60),
  );
});

it('a summary of more than a mebibyte shows the first rows and counts the others', () => {
  const [workflow] = anAudit().evidence.workflow_integrity;
  if (workflow === undefined) throw new Error('the builder has facts');
  const fact = { ...workflow, value: 'é'.repeat(600) };
  const facts = Array.from({ length: 1000 }, () => fact);
  const evidence = { ...anAudit().evidence, workflow_integrity: facts };
  const audit = anAudit({ evidence });
  const page = renderSummary(audit, { receipts: [], placement: '', notices: [] });
  expect(Buffer.byteLength(renderDocument(audit))).toBeGreaterThan(1_048_576);
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(1_048_576);
  expect(page).toMatch(/\n\nand \d\d\d more\n/);
  expectVerdict(page, audit);
});

it('a document of any audit is sound and has the verdict', () => {
  fc.assert(
    fc.property(anyAudit(runs(30, 150)), (audit) => {
      const page = renderDocument(audit);
      expectVerdict(page, audit);
      expectSound(page);
    }),
    propertyOptions(3, 60),
  );
});

it('a status of any audit is one line of at most 140 code points', () => {
  fc.assert(
    fc.property(anyAudit(3), (audit) => {
      const line = describeStatus(audit);
      expect([...line].length).toBeLessThanOrEqual(140);
      expect(line).not.toMatch(/[\r\n]/);
    }),
    propertyOptions(50, 1000),
  );
});

it('the same audit gives the same bytes in every view, whatever the order of its keys', () => {
  fc.assert(
    fc.property(anyAudit(10), (audit) => {
      const turned = turn(audit) as Audit;
      const views = Object.values({ ...VIEWS, ...STANDARD_VIEWS });
      expect(views.map((view) => view(turned))).toEqual(views.map((view) => view(audit)));
    }),
    propertyOptions(2, 60),
  );
});

/** The same data with the keys of every object in reverse. */
function turn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, turn(one)]),
  );
}
