import type { Audit } from '../../model/audit.ts';
import { renderJunit } from './junit.ts';
import { renderSarif } from './sarif.ts';
import { renderSvr, renderTestResults } from './statements.ts';

/**
 * Views in formats that other tools read, by their name in `render --view`. Empty text: the audit has
 * nothing to say in that format. Loaded on demand, because the audit itself does not need them.
 */
export const STANDARD_VIEWS = {
  sarif: renderSarif,
  junit: renderJunit,
  svr: renderSvr,
  'test-result': renderTestResults,
} as const satisfies Readonly<Record<string, (audit: Audit) => string>>;

export type StandardView = keyof typeof STANDARD_VIEWS;
