import { RequestError } from '@octokit/request-error';
import type { Refusal } from './api-error.ts';
import { ShapeError } from './decode.ts';

/** What the network said: the innermost cause, because fetch's own message is only `fetch failed`. */
function innermost(error: Error): string {
  const cause = error.cause;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) {
    return innermost(cause.errors[0]);
  }
  return cause instanceof Error ? innermost(cause) : error.message;
}

/** Errors by which fetch and its timeouts tell that no answer came. */
const silent = new Set(['AbortError', 'TimeoutError', 'ShapeError']);

function isNetwork(error: unknown): error is Error {
  return (
    error instanceof Error &&
    (error instanceof ShapeError ||
      silent.has(error.name) ||
      (error instanceof TypeError && error.message === 'fetch failed') ||
      error.message === 'terminated')
  );
}

/**
 * Reads what a failed request tells. An error that is neither GitHub's nor the network's is our own
 * broken promise and is thrown on.
 */
export function refusalFrom(
  error: unknown,
  asked: { readonly method: string; readonly url: string },
  permission: string,
): Refusal {
  const where = `${asked.method} ${new URL(asked.url).pathname}`;
  if (error instanceof RequestError) {
    const { response } = error;
    const facts = { asked: where, permission, headers: response?.headers ?? {} };
    return response === undefined
      ? { ...facts, message: innermost(error) }
      : { ...facts, status: error.status, message: error.message };
  }
  if (isNetwork(error)) {
    return { asked: where, permission, headers: {}, message: innermost(error) };
  }
  throw new Error(`${where}: its answer could not be handled`, { cause: error });
}
