import { type ApiError, err, ok, type Result } from '../model/result.ts';
import { graphqlRefusal } from './api-error.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, textOr } from './decode.ts';

/**
 * Sends one GraphQL request. A response with errors is an error even when it has some data, unless
 * `isDone` accepts the data.
 */
export async function requestGraphql<T>(
  client: Client,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  permission: string,
  read: (data: Fields) => T,
  isDone: (data: Fields) => boolean = () => false,
): Promise<Result<T>> {
  const route = `POST ${client.graphqlUrl}`;
  const operation = operationOf(query);
  const result = await client.request(
    { route, params: { query, variables }, permission, operation, query: /^query\b/.test(query) },
    (body: Fields): Result<T> => {
      const errors = Array.isArray(body['errors']) ? body['errors'] : [];
      const data = fieldsIn(body, 'data');
      return errors.length > 0 && !isDone(data)
        ? err(apiErrorOf(`POST /graphql (${operation})`, errors, permission))
        : ok(read(data));
    },
  );
  return result.ok ? result.value : result;
}

/** Returns the name of the first field of a query, without its alias. */
function operationOf(query: string): string {
  return /\{\s*(?:\w+:\s*)?(\w+)/.exec(query)?.[1] ?? 'query';
}

/** GraphQL responds 200 and types its errors (docs.github.com, "Forming calls with GraphQL", read 2026-11-22). */
function apiErrorOf(request: string, errors: readonly unknown[], permission: string): ApiError {
  const first = fieldsOf(errors[0] ?? {}, 'a GraphQL error');
  const said = textOr(first, 'message', 'unnamed error').slice(0, 300);
  const message = `${request}: ${said}`;
  const refusal = graphqlRefusal(request, said);
  if (refusal !== undefined) return refusal;
  switch (textOr(first, 'type', '')) {
    case 'FORBIDDEN':
    case 'INSUFFICIENT_SCOPES':
      return {
        kind: 'forbidden',
        permission,
        message: `${request}: refused, the token needs \`${permission}\` (${said})`,
      };
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
      // Rules that forbid a push have no type, and on older servers lost races neither.
      return /expected branch to point to/i.test(message)
        ? { kind: 'conflict', message }
        : { kind: 'invalid', message };
  }
}

/**
 * Returns a function that collects keys until the current turn of the event loop ends, and then calls
 * `load` for up to `max` of them at once. `load` returns the values in the order of the keys.
 */
export function batched<K, V>(
  max: number,
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
    for (let from = 0; from < all.length; from += max) void send(all.slice(from, from + max));
  }

  return (key) =>
    new Promise<V>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ key, resolve, reject });
    });
}
