import type { Octokit } from '@octokit/core';
import { RequestError } from '@octokit/request-error';

/** Says in the words that the throttling plugin knows when a refusal names the time to wait. */
function reword(error: RequestError): void {
  const { status, response } = error;
  const limited = status === 429 || status === 403;
  if (!limited || response?.headers['retry-after'] === undefined) return;
  if (!/secondary rate/i.test(error.message)) error.message = `secondary rate: ${error.message}`;
}

/**
 * An octokit plugin: a refusal that says when to come back is a limit, whatever else it says.
 *
 * The throttling plugin knows a secondary limit by the words "secondary rate" in GitHub's message; a
 * 429 of a server in between, with `retry-after` alone, would not be waited for (docs.github.com,
 * "Best practices for using the REST API", read 2026-11-22).
 */
export function limitWords(octokit: Octokit): void {
  octokit.hook.error('request', (error) => {
    if (error instanceof RequestError) reword(error);
    throw error;
  });
}
