import { type Inline, text } from '../markdown/inline.ts';
import type { Audit } from '../model/audit.ts';
import { auditTitle } from './sections/header.ts';
import { printOverall } from './wording/print-score.ts';
import { VERDICT_SIGNS } from './wording/verdict-words.ts';

/** `🟡 M01 Audit — Title: 4.7 / 5 · COMPLETE`. */
export function headline(audit: Audit): Inline {
  return [
    text(
      `${VERDICT_SIGNS[audit.verdict]} ${auditTitle(audit)}: ${printOverall(audit.score)} · `,
      400,
    ),
    audit.outcome,
  ];
}
