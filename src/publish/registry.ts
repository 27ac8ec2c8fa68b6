import { documentPublisher } from './document.ts';
import { jobSummary } from './job-summary.ts';
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
