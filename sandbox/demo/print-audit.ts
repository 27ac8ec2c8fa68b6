/** The part of the published JSON that the demo prints. */
export interface PrintedAudit {
  readonly milestone: string;
  readonly next_milestone: string;
  readonly title: string;
  readonly score: number | null;
  readonly verdict: string;
  readonly outcome: string;
  readonly reason: string;
  readonly formula: string;
  readonly categories: readonly {
    readonly title: string;
    readonly score: number | null;
    readonly note: string;
  }[];
  readonly gates: readonly { readonly title: string; readonly state: string }[];
}

const NOTE_WIDTH = 60;

/** Verdict first, then the categories as a table, then the gates. */
export function printAudit(audit: PrintedAudit, say: (line: string) => void): void {
  const width = Math.max(...audit.categories.map(({ title }) => title.length), 'Overall'.length);
  say('');
  say(`${audit.milestone} Audit — ${audit.title}`);
  say(`${audit.verdict.toUpperCase()} · ${audit.outcome} · ${audit.score?.toFixed(1) ?? '–'} / 5`);
  say(audit.reason);
  say('');
  for (const { title, score, note } of audit.categories) {
    const short = note.length > NOTE_WIDTH ? `${note.slice(0, NOTE_WIDTH - 1)}…` : note;
    say(`  ${title.padEnd(width)}  ${score === null ? '–' : score.toFixed(1)}  ${short}`);
  }
  say(`  ${'Overall'.padEnd(width)}  ${audit.score?.toFixed(1) ?? '–'}  ${audit.formula}`);
  say('');
  for (const { title, state } of audit.gates) say(`  ${title.padEnd(20)}  ${state}`);
}
