import { type ApiError, err, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, textOf, textOr } from './decode.ts';

/** GraphQL answers 200 and tells its errors by type (docs.github.com, "Forming calls with GraphQL", read 2026-11-22). */
function apiErrorOf(errors: readonly unknown[], permission: string): ApiError {
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
  const answer = await client.request({ ...question, once }, (reply): Reading => {
    const body = fieldsOf(reply.data, 'the answer');
    const errors = Array.isArray(body['errors']) ? body['errors'] : [];
    if (errors.length > 0) return { trouble: apiErrorOf(errors, permission) };
    return { data: read(fieldsIn(body, 'data')) };
  });
  if (!answer.ok) return answer;
  return 'trouble' in answer.value
    ? err(answer.value.trouble)
    : { ok: true, value: answer.value.data };
}

/**
 * Questions that are asked one by one and sent together: whatever is asked until the present turn of
 * the event loop is over becomes one call of `load`, which answers in the order of the keys.
 */
export function batched<K, V>(
  most: number,
  load: (keys: readonly K[]) => Promise<readonly V[]>,
): (key: K) => Promise<V> {
  interface Waiting {
    readonly key: K;
    readonly resolve: (value: V) => void;
    readonly reject: (reason: unknown) => void;
  }
  let waiting: Waiting[] = [];

  async function send(batch: readonly Waiting[]): Promise<void> {
    try {
      const values = await load(batch.map(({ key }) => key));
      for (const [at, { resolve }] of batch.entries()) resolve(values[at] as V);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  function flush(): void {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += most) void send(all.slice(from, from + most));
  }

  return (key) =>
    new Promise<V>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ key, resolve, reject });
    });
}

/** The login this token writes as. Only GraphQL tells it to a workflow's token: `GET /user` is refused. */
export function getViewer(client: Client): Promise<Result<string>> {
  return askGraphql(client, 'query { viewer { login } }', {}, 'metadata: read', (data) =>
    textOf(fieldsIn(data, 'viewer'), 'login'),
  );
}
