import { grouped } from '../lib/format.ts';
import { shorten } from '../lib/sanitize.ts';
import type { Audit } from '../model/audit.ts';
import type { FailOn } from '../model/config.ts';
import { chainWarning, changeLine, isUnchanged, scoreDelta } from './comment-changes.ts';
import { decisionSentences, uncoveredCount } from './format/decision.ts';
import { listsTests, testLine, uncoveredTests } from './format/failing-test.ts';
import { blockingGates } from './format/gate-states.ts';
import { MAX_GATES, notPassing, notPassingTable } from './format/gate-table.ts';
import { printOverall, verdictSign, verdictWords } from './format/labels.ts';
import { commitLink } from './format/links.ts';
import { beforeWhat, mergeSentence } from './format/merging.ts';
import { wayOut } from './format/missing-evidence.ts';
import { shortToDoLine, type ToDo, toDoLine } from './format/task.ts';
import { exitCriteria, toDos } from './format/to-do.ts';
import type { RenderedSection } from './markdown/budget.ts';
import {
  type Blocks,
  code,
  heading,
  type Inline,
  list,
  paragraph,
  prose,
  separated,
  strong,
  text,
} from './markdown/tree.ts';
import type { Snapshot } from './snapshot.ts';

/* The head of every short view: comment, job summary, check run. Nothing in it is folded. */

/** Maximum visible lines of a failed audit's comment, without the rulers of tables. */
const MAX_LINES = 25;
const MAX_TO_DOS = 5;
const MAX_TESTS = 10;
/** The lines next to the lists: heading, sentence, changes, warning, fold, and footer. */
const FIXED_LINES = 6;

/** Returns verdict and score, the numbers that decide, what they mean for the merge, and what changed. Every view has it, however small. */
export function headBlocks(
  audit: Audit,
  before: Snapshot | undefined,
  failOn: FailOn | undefined,
): readonly Blocks[] {
  const subject = audit.milestone === 'NONE' ? 'Audit' : `${audit.milestone} Audit`;
  const score = audit.score === null ? 'not scored' : `score ${printOverall(audit)}`;
  const title = `${verdictSign(audit)} ${subject}: ${verdictWords(audit)} · ${score}`;
  const merging = mergeSentence(audit, failOn);
  const since: Inline =
    before !== undefined && isUnchanged(audit, before)
      ? ['Unchanged since ', commitLink(audit, before.commit), ': ']
      : '';
  return [
    heading(2, text(`${title}${scoreDelta(audit, before)}`, 200)),
    paragraph(since, prose(decisionSentences(audit)), merging === '' ? '' : [' ', strong(merging)]),
    ...changeLine(audit, before),
    ...chainWarning(audit),
  ];
}

/** Returns what to do, the failing tests by name, and the gates that do not pass; short when unchanged. */
export function headSections(
  audit: Audit,
  before: Snapshot | undefined,
  more: Inline,
): readonly RenderedSection[] {
  const short = before !== undefined && isUnchanged(audit, before);
  const blocks = short
    ? [toDoList(audit, shortToDoLine, more), exits(audit, more), testNames(audit, more)]
    : [whatToDo(audit, more), failingTests(audit, more), gates(audit)];
  return blocks.map((some, at) => ({ id: `head-${at}`, title: '', keep: 'always', blocks: some }));
}

function whatToDo(audit: Audit, more: Inline): readonly Blocks[] {
  const blocking = toDoList(audit, toDoLine, more);
  const out = wayOut(audit);
  const or = out === '' ? [] : [paragraph(out)];
  if (blocking.length > 0) return [heading(3, title(audit)), ...blocking, ...or];
  return exits(audit, more);
}

/** Returns what it takes to remove the deferrals by which an audit passes. */
function exits(audit: Audit, more: Inline): readonly Blocks[] {
  const criteria = audit.outcome === 'COMPLETE' ? exitCriteria(audit) : [];
  return criteria.length === 0 ? [] : [list(limited(criteria, MAX_TO_DOS, more))];
}

function title(audit: Audit): string {
  switch (audit.outcome) {
    case 'INSUFFICIENT_EVIDENCE':
      return `Add the missing evidence${beforeWhat(audit)}`;
    case 'PENDING':
      return 'Waiting for';
    case 'PREVIEW':
      return blockingGates(audit, 'failed').length > 0
        ? `Fix${beforeWhat(audit)}`
        : 'Not decided in a checkout';
    case 'COMPLETE':
    case 'INCOMPLETE':
      return `Fix${beforeWhat(audit)}`;
  }
  audit.outcome satisfies never;
  return '';
}

function toDoList(audit: Audit, line: (one: ToDo) => Inline, more: Inline): readonly Blocks[] {
  const lines = toDos(audit).map(line);
  return lines.length === 0 ? [] : [list(limited(lines, MAX_TO_DOS, more), true)];
}

/** Returns the first lines, and the number of the others with the link to all of them. */
function limited(
  lines: readonly Inline[],
  max: number,
  more: Inline,
  all = lines.length,
): readonly Inline[] {
  const shown = lines.slice(0, max);
  const left = Math.max(all, lines.length) - shown.length;
  return left <= 0 ? shown : [...shown, [`and ${grouped(left)} more: `, more]];
}

/** Returns the failing tests by name where they are too many to be to-dos, in the lines that are left. */
function failingTests(audit: Audit, more: Inline): readonly Blocks[] {
  if (!listsTests(audit)) return [];
  const tests = uncoveredTests(audit);
  const rows = Math.min(notPassing(audit).length, MAX_GATES);
  const listed = Math.min(toDos(audit).length, MAX_TO_DOS + 1);
  const out = wayOut(audit) === '' ? 0 : 1;
  const used = FIXED_LINES + 1 + listed + out + 1 + rows;
  // Heading, and the line that counts the others.
  const room = Math.max(3, Math.min(MAX_TESTS, MAX_LINES - used - 2));
  const lines = tests.map((test) => testLine(audit, test));
  return [heading(3, `Failing tests`), list(limited(lines, room, more, uncoveredCount(audit)))];
}

/** Returns the names of the failing tests in one line. */
function testNames(audit: Audit, more: Inline): readonly Blocks[] {
  if (!listsTests(audit)) return [];
  const names = uncoveredTests(audit).map(({ id }) => code(shorten(id, 80)));
  return [
    paragraph('Failing tests: ', separated(limited(names, MAX_TESTS, more, uncoveredCount(audit)))),
  ];
}

/** Before the runs have ended, nearly every gate is open: the list of runs says more. */
function gates(audit: Audit): readonly Blocks[] {
  return audit.outcome === 'PENDING' ? [] : notPassingTable(audit);
}
