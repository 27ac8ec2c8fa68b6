import type { Audit } from '../../model/audit.ts';
import type { Blocks } from '../markdown/block.ts';
import type { Section } from '../markdown/budget.ts';

/** A piece of the document under one heading. */
export interface Part {
  readonly id: string;
  /** The heading as printed, its number included: numbers are fixed, so that a left-out part moves no other. */
  readonly heading: (audit: Audit) => string;
  /** Whether it may be left out where space is short (the job summary); the committed file has all. */
  readonly keep: Section['keep'];
  /** Without its heading; empty when there is nothing to say, and then the heading is left out too. */
  readonly body: (audit: Audit) => readonly Blocks[];
}

/** A numbered section or an appendix: its own text, then its parts. */
export interface Chapter extends Part {
  readonly parts?: readonly Part[];
}
