import type { Answer } from '../model/answer.ts';
import type { Client } from './client.ts';
import { askGraphql } from './graphql.ts';
import { fieldsIn, textOf } from './reading.ts';

/** The login this token writes as. Only GraphQL tells it to a workflow's token: `GET /user` is refused. */
export function getViewer(client: Client): Promise<Answer<string>> {
  return askGraphql(client, 'query { viewer { login } }', {}, 'metadata: read', (data) =>
    textOf(fieldsIn(data, 'viewer'), 'login'),
  );
}
