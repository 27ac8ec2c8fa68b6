import type { Config } from '../model/config.ts';
import { documentPublisher } from './document.ts';
import { jobSummary } from './job-summary.ts';
import { milestoneDescription } from './milestone-description.ts';
import { outputs } from './outputs.ts';
import type { Publisher } from './publisher.ts';
import { pullRequestComment } from './pull-request-comment.ts';

/**
 * Every destination, in the order of publishing: the comment links to the document, the summary
 * tells of both. The status is none of them, because it is posted before the first and after the
 * last.
 */
export const publishers: readonly Publisher[] = [
  documentPublisher,
  pullRequestComment,
  jobSummary,
  outputs,
];

/** The destinations of one audit: those above, and between them what the config asks for. */
export function publishersFor({ milestone }: Pick<Config, 'milestone'>): readonly Publisher[] {
  if (milestone.link !== true) return publishers;
  // The link leads to the document, and the summary tells of the link.
  return publishers.flatMap((one) => (one === jobSummary ? [milestoneDescription, one] : [one]));
}
