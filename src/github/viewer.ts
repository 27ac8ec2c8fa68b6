import type { Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { fieldsIn, textOf } from './decode.ts';
import { askGraphql } from './graphql.ts';

/** The login this token writes as. Only GraphQL tells it to a workflow's token: `GET /user` is refused. */
export function getViewer(client: Client): Promise<Result<string>> {
  return askGraphql(client, 'query { viewer { login } }', {}, 'metadata: read', (data) =>
    textOf(fieldsIn(data, 'viewer'), 'login'),
  );
}
