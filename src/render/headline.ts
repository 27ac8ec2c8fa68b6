import type { Audit } from '../model/audit.ts';
import { printOverall } from './format/print-score.ts';
import { VERDICT_SIGNS } from './format/verdict-words.ts';
import { type Inline, text } from './markdown/inline.ts';
import { auditTitle } from './sections/header.ts';

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
