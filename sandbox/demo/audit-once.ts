import { resolve } from 'node:path';
import { type ActionEnd, runAction } from '../runner/run-action.ts';
import type { EventName, Sandbox } from '../start-sandbox.ts';

/** Starts the shipped bundle as the runner would, for one event of the story. */
export function auditOnce(
  sandbox: Sandbox,
  folder: string,
  event: EventName,
  say: (line: string) => void,
): Promise<ActionEnd> {
  const { inputs } = sandbox.world.audit;
  const { name, payload, github } = sandbox.event(event, { inputs });
  return runAction({
    action: resolve('.'),
    folder,
    token: sandbox.token,
    inputs,
    ...(process.env['MILESTONE_AUDIT_NODE'] ? { node: process.env['MILESTONE_AUDIT_NODE'] } : {}),
    event: { name, payload },
    github: {
      ...github,
      repository: sandbox.repository,
      api_url: sandbox.url,
      graphql_url: sandbox.graphqlUrl,
    },
    onOutput: (text) => say(text.replace(/^(?=.)/gm, '   ').trimEnd()),
  });
}
