import { expect, it } from '@jest/globals';
import type { EventName, Sandbox } from '../../sandbox/start-sandbox.ts';
import { m01, onStage, PATIENCE, tracesOf } from './stage.ts';

/** Requests that changed something, other than the required status. */
const writes = ({ requests }: Sandbox, from: number): readonly string[] =>
  requests
    .slice(from)
    .filter(({ method, requestBody }) => method !== 'GET' && !/"query":"\s*query/.test(requestBody))
    .map(({ method, path }) => `${method} ${path}`)
    .filter((one) => !/ \/repos\/[^ ]+\/statuses\/[0-9a-f]{40}$/.test(one));

/** The required status as posted: on which commits which words stand in the end. */
function statuses({ world }: Sandbox, from: number, until?: number): unknown {
  const posted = world.statuses.slice(from, until);
  const ends = new Map(
    posted.map(({ sha, state, description }) => [sha, `${state} ${description}`]),
  );
  const others = posted.filter(
    ({ state, description, sha }) => ends.get(sha) !== `${state} ${description}`,
  );
  return { ends: Object.fromEntries(ends), others: [...new Set(others.map(({ state }) => state))] };
}

it.concurrent.each<EventName>(['workflow_run', 'pull_request', 'push', 'workflow_dispatch'])(
  'the same %s again edits no comment and commits nothing: only pending and the identical status',
  (event) =>
    onStage(m01(), async ({ sandbox, audit }) => {
      if (event === 'push' || event === 'workflow_dispatch') sandbox.merge();
      const first = await audit(event);
      const traces = tracesOf(sandbox);
      const { statuses: posted } = sandbox.world;
      const [asked, said] = [sandbox.requests.length, posted.length];
      const second = await audit(event);
      expect(writes(sandbox, asked)).toEqual([]);
      expect(tracesOf(sandbox)).toEqual(traces);
      expect(statuses(sandbox, said)).toEqual(statuses(sandbox, 0, said));
      expect(posted.slice(said).map(({ state }) => state)).toContain('success');
      expect([second.json, second.document, second.exitCode]).toEqual([
        first.json,
        first.document,
        first.exitCode,
      ]);
    }),
  PATIENCE,
);
