import type { Audit } from '../model/audit.ts';
import type { EventFacts, Log } from '../model/world.ts';
import { printOverall, printScore } from '../render/format/labels.ts';
import { annotationsOf } from './annotations.ts';

/** Of one step the runner keeps ten (actions/runner v2.336.0, ExecutionContext.cs, read 2026-11-22). */
const MAX_NOTICES = 10;

/** Events whose run stands on the audited code, so that a file and line of it are those of the run. */
const ON_THE_CODE = ['pull_request', 'push', 'merge_group'];

/** Tells the log of the run what the audit found, folded, and points at lines of the audited code. */
export async function tellRun(log: Log, audit: Audit, event: EventFacts): Promise<void> {
  const { milestone, score, verdict, outcome, categories, gates, issues } = audit;
  const overall = `${milestone}: ${printOverall(score)}, ${verdict}, ${outcome}`;
  const groups = [
    [overall, categories.map((one) => `${one.title}: ${printScore(one.score)} (${one.note})`)],
    ['Gates', gates.map(({ title, state, evidence }) => `${title}: ${state} (${evidence})`)],
    ['Issues', issues.map((one) => `${one.id} ${one.severity}: ${one.observation}`)],
  ] as const;
  for (const [title, lines] of groups) {
    if (lines.length === 0) continue;
    await log.group(title, async () => {
      for (const line of lines) log.info(line);
    });
  }
  if (!ON_THE_CODE.includes(event.name)) return;
  for (const { path, line, title, message } of annotationsOf(audit).slice(0, MAX_NOTICES)) {
    log.notice?.(message, { path, line, title });
  }
}
