import type { Octokit } from '@octokit/core';
import { RequestError } from '@octokit/request-error';

/**
 * An octokit plugin: an answer that should be JSON and is not becomes a 502, which the retry plugin
 * then tries again.
 *
 * Octokit hands out the raw text when a proxy answers with a page of HTML, or when the JSON was cut
 * off; reading on would tell a fault of the network as a fact about the repository.
 */
export function jsonOnly(octokit: Octokit): void {
  octokit.hook.wrap('request', async (request, options) => {
    const response = await request(options);
    const raw = options.request?.['parseSuccessResponseBody'] === false;
    const data: unknown = response.data;
    if (raw || response.status === 204 || (typeof data === 'object' && data !== null)) {
      return response;
    }
    const type = String(response.headers['content-type'] ?? 'no content type');
    const message = type.startsWith('application/json')
      ? 'the answer is JSON that was cut off'
      : `the answer is ${type} instead of JSON`;
    throw new RequestError(message, 502, { request: options, response });
  });
}
