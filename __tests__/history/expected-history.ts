import { createHash } from 'node:crypto';
import type { Work } from './simulated-history.ts';

/*
 * Computes what a history of audits must show after each step, without code of `src`. The order of
 * ids is a literal list, and scores are worked out by hand.
 */

/** Every id in order, by series. */
const ORDER: readonly (readonly string[])[] = [
  [
    ...['M01', 'M02', 'M03', 'M04', 'M05', 'M06', 'M07', 'M08', 'M09', 'M10', 'M10.5'],
    ...Array.from({ length: 31 }, (_, at) => `M${11 + at}`),
  ],
  ['V15-M01', 'V15-M02'],
];

/** Scores with their calculation. Tests and CI weigh 1 each, from M05 on 2 and 1. */
export const SCORES = {
  /** (2.0 + 2.5) / 2: nine of ten tests pass, the run is red, nothing is flaky. */
  'fails, not deferred': { score: 2.3, verdict: 'red' },
  /** (4.0 + 2.5) / 2 */
  'fails, deferred': { score: 3.3, verdict: 'red' },
  /** (2 × 4.0 + 2.5) / 3 */
  'fails, deferred, tests weigh 2': { score: 3.5, verdict: 'red' },
  /** (5.0 + 3.5) / 2: a flake takes the stability to 2. */
  flaky: { score: 4.3, verdict: 'red' },
  sound: { score: 5, verdict: 'green' },
} as const;

export type How = keyof typeof SCORES;

export interface Step extends Work {
  readonly how: How;
}

interface Page {
  readonly id: string;
  readonly how: How;
  readonly tests: number;
  readonly flaky: readonly string[];
  readonly failed: number;
  /** Blobs of the JSON files that were there before, oldest first. */
  readonly replaced: readonly string[];
  readonly blob: string;
}

export const gitBlob = (text: string): string =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

export interface ExpectedHistory {
  /** Returns what the audit of this step must contain. Call it before `note`. */
  readonly expected: (step: Step) => unknown;
  /** Records that the audit was committed, with its text. */
  readonly note: (step: Step, json: string) => void;
  /** Rows of the index, newest first, the other series below: id, score and verdict. */
  readonly index: () => readonly string[];
  /** Rows of the ledger, oldest first. */
  readonly ledger: () => readonly string[];
  readonly newest: () => string;
}

export function expectedHistory(): ExpectedHistory {
  const pages = new Map<string, Page>();
  let last = '';
  const seriesOf = (id: string) => ORDER.find((ids) => ids.includes(id)) ?? [];
  const closed = (ids: readonly string[]): readonly Page[] =>
    ids.flatMap((id) => pages.get(id) ?? []);
  const before = (id: string): readonly Page[] => {
    const ids = seriesOf(id);
    return closed(ids.slice(0, ids.indexOf(id)));
  };
  const row = ({ id, how }: Page): string =>
    `${id} ${SCORES[how].score.toFixed(1)} ${SCORES[how].verdict}`;
  return {
    expected: (step) => {
      const earlier = before(step.id);
      const current = pages.get(step.id);
      const page = pageOf(step, '', []);
      return {
        ...SCORES[step.how],
        ...sincePrevious(earlier.at(-1), page),
        trend: earlier.map(row),
        // M07 was never audited: every later audit names it.
        gaps: step.id > 'M06' && step.id.startsWith('M') ? ['M07'] : [],
        history: current === undefined ? [] : [...current.replaced, current.blob],
        flakes: flakesOf([...earlier, page]),
      };
    },
    note: (step, json) => {
      const current = pages.get(step.id);
      const replaced = current === undefined ? [] : [...current.replaced, current.blob];
      pages.set(step.id, pageOf(step, gitBlob(json), replaced));
      last = step.id;
    },
    index: () => ORDER.flatMap((ids) => closed(ids).map(row).reverse()),
    ledger: () => ORDER.flatMap((ids) => closed(ids).map(row)),
    newest: () => last,
  };
}

function sincePrevious(previous: Page | undefined, { tests }: Page) {
  if (previous === undefined) return { mode: 'baseline', predecessor: null, fewerTests: [] };
  return {
    mode: previous.failed > 0 ? 'recovery' : 'delta',
    predecessor: { milestone: previous.id, blob: previous.blob },
    fewerTests: tests < previous.tests ? [`${previous.tests} → ${tests}`] : [],
  };
}

function pageOf(
  { id, how, tests = 10, flaky = [], failed = 0 }: Step,
  blob: string,
  replaced: readonly string[],
): Page {
  return { id, how, tests, flaky, failed, blob, replaced };
}

/** Returns `unit › shaky: since M03, 2 times, quiet 1` for each flake. */
function flakesOf(pages: readonly Page[]): readonly string[] {
  const names = [...new Set(pages.flatMap(({ flaky }) => flaky))];
  return names.map((name) => {
    const seen = pages.filter(({ flaky }) => flaky.includes(name));
    const lastAt = pages.findLastIndex(({ flaky }) => flaky.includes(name));
    const quiet = pages.length - 1 - lastAt;
    const state = quiet === 0 ? 'active' : quiet < 3 ? 'quiet' : 'fixed';
    return `${name}: since ${seen[0]?.id}, ${seen.length} times, ${state} ${quiet}`;
  });
}
