import { isRecord } from '../lib/json.ts';
import { parseYaml } from '../lib/yaml.ts';
import type { Deferral, DeferralScope } from '../model/deferral.ts';
import { parseMilestoneId } from '../model/milestone-id.ts';

export type ReadRegistry =
  | { readonly state: 'read'; readonly deferrals: readonly Deferral[] }
  /** All problems, as `line 4: until is missing`. */
  | { readonly state: 'invalid'; readonly problems: readonly string[] };

const TEXTS = ['id', 'issue', 'reason', 'owner', 'discovered', 'until', 'exit'] as const;
const KEYS: readonly string[] = [...TEXTS, 'covers', 'justified'];

/** Reads the registry's YAML, a list of entries (contract: section 4). With one problem it excuses nothing. */
export function readRegistry(text: string, pattern?: string): ReadRegistry {
  const { errors, items } = parseYaml(text);
  if (errors.length > 0) {
    const problems = errors.map(({ line, message }) => `line ${line}: not valid YAML: ${message}`);
    return { state: 'invalid', problems };
  }
  if (items === undefined) {
    return { state: 'invalid', problems: ['line 1: it is not a list of deferrals'] };
  }
  const problems: string[] = [];
  const deferrals = items.flatMap(({ line, value }) => {
    const report = (message: string): void => void problems.push(`line ${line}: ${message}`);
    if (isRecord(value)) return entryOf(value, line, pattern, report) ?? [];
    report('the entry is not a map of keys and values');
    return [];
  });
  problems.push(...repeatedIds(deferrals));
  return problems.length > 0 ? { state: 'invalid', problems } : { state: 'read', deferrals };
}

function repeatedIds(deferrals: readonly Deferral[]): readonly string[] {
  const seen = new Map<string, number>();
  return deferrals.flatMap(({ id, line }) => {
    const first = seen.get(id);
    if (first === undefined) seen.set(id, line);
    return first === undefined ? [] : [`line ${line}: ${id} is there already, in line ${first}`];
  });
}

type Report = (message: string) => void;

function entryOf(
  entry: Readonly<Record<string, unknown>>,
  line: number,
  pattern: string | undefined,
  report: Report,
): Deferral | undefined {
  const fields = new Map(Object.entries(entry));
  const unknown = [...fields.keys()].filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) {
    report(`unknown key ${unknown.join(', ')}; allowed are ${KEYS.join(', ')}`);
  }
  const [id, issue, reason, owner, discovered, until, exit] = TEXTS.map((key) =>
    textOf(fields, key, report),
  );
  const milestones = [discovered, until].map((text, index) =>
    milestoneOf(text, index === 0 ? 'discovered' : 'until', pattern, report),
  );
  const covers = coverageOf(fields.get('covers'), report);
  const justified = justifiedOf(fields.get('justified'), pattern, report);
  const [from, to] = milestones;
  if (id === undefined || issue === undefined || reason === undefined) return undefined;
  if (owner === undefined || exit === undefined || covers === undefined) return undefined;
  if (from === undefined || to === undefined) return undefined;
  return {
    id,
    issue,
    covers,
    reason,
    owner,
    discovered: from,
    until: to,
    exit,
    ...(justified.length === 0 ? {} : { justified }),
    line,
    proposed: false,
  };
}

function textOf(
  fields: ReadonlyMap<string, unknown>,
  key: string,
  report: Report,
): string | undefined {
  const value = fields.get(key);
  if ((typeof value === 'string' || typeof value === 'number') && String(value).trim() !== '') {
    return String(value).trim();
  }
  report(value === undefined || value === null ? `${key} is missing` : `${key} is not a text`);
  return undefined;
}

function milestoneOf(
  text: string | undefined,
  key: string,
  pattern: string | undefined,
  report: Report,
): string | undefined {
  if (text === undefined) return undefined;
  const parsed = parseMilestoneId(text, pattern);
  if (parsed.state === 'id') return parsed.id;
  report(`${key}: ${parsed.why}`);
  return undefined;
}

/** Reads why an old entry is still needed: `justified: [{ milestone, reason }]`. */
function justifiedOf(
  value: unknown,
  pattern: string | undefined,
  report: Report,
): NonNullable<Deferral['justified']> {
  if (value === undefined || value === null) return [];
  const rows = Array.isArray(value) ? value : [value];
  return rows.flatMap((row: unknown) => {
    const fields = new Map(typeof row === 'object' && row !== null ? Object.entries(row) : []);
    const inside: Report = (message) => report(`justified: ${message}`);
    const reason = textOf(fields, 'reason', inside);
    const milestone = milestoneOf(
      textOf(fields, 'milestone', inside),
      'milestone',
      pattern,
      inside,
    );
    return reason === undefined || milestone === undefined ? [] : [{ milestone, reason }];
  });
}

const FORMS = 'covers is one of { tests: [globs] }, { rule, level }, { threshold }';

function coverageOf(value: unknown, report: Report): DeferralScope | undefined {
  const fields: Readonly<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : {};
  const keys = Object.keys(fields).sort().join(' ');
  const { tests, rule, level, threshold } = fields as {
    readonly tests?: unknown;
    readonly rule?: unknown;
    readonly level?: unknown;
    readonly threshold?: unknown;
  };
  if (keys === 'tests' && isTexts(tests)) return { kind: 'tests', globs: tests };
  if (keys === 'level rule' && typeof rule === 'string' && isLevel(level)) {
    return { kind: 'rule', rule, level };
  }
  if (keys === 'threshold' && typeof threshold === 'string')
    return { kind: 'threshold', threshold };
  report(value === undefined ? `covers is missing; ${FORMS}` : FORMS);
  return undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

function isLevel(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 5;
}
