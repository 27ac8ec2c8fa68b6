import { sanitize } from '../lib/sanitize.ts';
import type { Audit, AuditIssue } from '../model/audit.ts';
import type { CheckWrite } from '../model/forge.ts';
import type { EventFacts, Log, Receipt } from '../model/world.ts';
import { gateLabel, printOverall, printRange, verdictWords } from '../render/format/labels.ts';

type Annotation = CheckWrite['annotations'][number];

/** Maximum length of a title, in characters (REST "Create a check run", read 2026-11-22). */
const MAX_TITLE = 255;

/** The runner keeps ten per step (actions/runner v2.336.0, ExecutionContext.cs, read 2026-11-22). */
const MAX_NOTICES = 10;

/** Events whose run is on the audited code, so that its files and lines are those of the run. */
const EVENTS_ON_AUDITED_CODE = ['pull_request', 'push', 'merge_group'];

/** Logs scores, gates and issues in groups, with notices on lines of the audited code. */
export async function logSummary(log: Log, audit: Audit, event: EventFacts): Promise<void> {
  const { milestone, categories, gates, issues } = audit;
  const overall = `${milestone}: ${verdictWords(audit)}, ${printOverall(audit)}`;
  const groups = [
    [overall, categories.map((one) => `${one.title}: ${printRange(one)} (${one.note})`)],
    [
      'Gates',
      gates.map(({ title, state, evidence }) => `${title}: ${gateLabel(state)} (${evidence})`),
    ],
    ['Issues', issues.map((one) => `${one.id} (${one.severity}): ${one.observation}`)],
  ] as const;
  for (const [title, lines] of groups) {
    if (lines.length === 0) continue;
    await log.group(title, async () => {
      for (const line of lines) log.info(line);
    });
  }
  if (!EVENTS_ON_AUDITED_CODE.includes(event.name)) return;
  for (const { path, line, title, message } of annotationsOf(audit).slice(0, MAX_NOTICES)) {
    log.notice?.(message, { path, line, title });
  }
}

export function logReceipt(log: Log, receipt: Receipt): void {
  const { publisher } = receipt;
  switch (receipt.state) {
    case 'published':
    case 'unchanged':
      log.info(`${publisher}: ${receipt.state} ${receipt.url}`.trimEnd());
      break;
    case 'skipped':
      log.info(`${publisher}: skipped, ${receipt.why}`);
      break;
    case 'failed':
      log.error(`${publisher}: failed, ${receipt.why}`);
      break;
    default:
      receipt satisfies never;
  }
}

/** Returns the issues on a line of the audited commit, as annotations of a check run. */
export function annotationsOf(audit: Audit): readonly Annotation[] {
  return audit.issues.flatMap(({ source, severity, id, rule, observation, recommendation }) => {
    const { path, line, commit } = source ?? {};
    if (path === undefined || line === undefined || line < 1) return [];
    if (commit !== undefined && commit !== audit.commits.audited) return [];
    const message = `${sanitize(observation)}\n${sanitize(recommendation)}`;
    const named = audit.rules.find((one) => one.id === rule)?.title ?? rule;
    const title = sanitize(`${named} (${id})`, MAX_TITLE).slice(0, MAX_TITLE);
    return [{ path, line, level: levelOf(severity), message, title }];
  });
}

function levelOf(severity: AuditIssue['severity']): Annotation['level'] {
  switch (severity) {
    case 'critical':
    case 'high':
      return 'failure';
    case 'medium':
      return 'warning';
    case 'low':
      return 'notice';
    default:
      return severity satisfies never;
  }
}
