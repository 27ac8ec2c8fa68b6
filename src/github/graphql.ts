import { type ApiError, err, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, textOr } from './decode.ts';

/** GraphQL answers 200 and tells its errors by type (docs.github.com, "Forming calls with GraphQL", read 2026-11-22). */
function troubleOf(errors: readonly unknown[], permission: string): ApiError {
  const first = fieldsOf(errors[0] ?? {}, 'a GraphQL error');
  const message = `GraphQL: ${textOr(first, 'message', 'unnamed error').slice(0, 300)}`;
  switch (textOr(first, 'type', '')) {
    case 'FORBIDDEN':
    case 'INSUFFICIENT_SCOPES':
      return { kind: 'forbidden', permission, message: `${message}: needs \`${permission}\`` };
    case 'NOT_FOUND':
      return { kind: 'missing', message };
    case 'STALE_DATA':
      return { kind: 'conflict', message };
    case 'RATE_LIMITED':
      return { kind: 'limited', message };
    case 'SERVICE_UNAVAILABLE':
    case 'INTERNAL':
      return { kind: 'unreachable', message };
    default:
      // Rules that forbid a push come untyped; so does the lost race on older servers.
      return /expected branch to point to/i.test(message)
        ? { kind: 'conflict', message }
        : { kind: 'invalid', message };
  }
}

/** Asks one GraphQL question; an answer with errors is trouble even when it brings some data. */
export async function askGraphql<T>(
  client: Client,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  permission: string,
  read: (data: Fields) => T,
  once = false,
): Promise<Result<T>> {
  const question = { route: `POST ${client.graphqlUrl}`, params: { query, variables }, permission };
  type Reading = { readonly data: T } | { readonly trouble: ApiError };
  const answer = await client.ask({ ...question, once }, (reply): Reading => {
    const body = fieldsOf(reply.data, 'the answer');
    const errors = Array.isArray(body['errors']) ? body['errors'] : [];
    if (errors.length > 0) return { trouble: troubleOf(errors, permission) };
    return { data: read(fieldsIn(body, 'data')) };
  });
  if (!answer.ok) return answer;
  return 'trouble' in answer.value
    ? err(answer.value.trouble)
    : { ok: true, value: answer.value.data };
}
