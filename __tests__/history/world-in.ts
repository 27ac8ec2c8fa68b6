import type { EventName, EventOptions, Sandbox } from '../../sandbox/start-sandbox.ts';
import { githubForge } from '../../src/github/forge.ts';
import type { Inputs, World } from '../../src/model/world.ts';
import { emptyState } from '../collect/fake-forge.ts';
import { worldOf } from '../collect/scene.ts';
import { QUICK } from '../github/answering-server.ts';

/** The world of one audit in this process, started by an event of the sandbox: no bundle, no runner. */
export function worldIn(
  sandbox: Sandbox,
  name: EventName,
  inputs: Inputs = {},
  log: string[] = [],
  options: EventOptions = {},
): World {
  const { github, payload } = sandbox.event(name, options);
  const [owner = '', repository = ''] = sandbox.repository.split('/');
  const told = worldOf(emptyState(), {
    name,
    payload: payload as Readonly<Record<string, unknown>>,
    sha: github['sha'] ?? '',
    ref: github['ref'] ?? '',
    runId: Number(github['run_id']),
    job: github['job'] ?? '',
    workflow: github['workflow'] ?? '',
  });
  const workflowPath = (github['workflow_ref'] ?? '').split('/').slice(2).join('/').split('@')[0];
  const say = (line: string): void => void log.push(line);
  return {
    ...told,
    event: { ...told.event, ...(workflowPath && { workflowPath }) },
    inputs,
    log: { ...told.log, info: say, warning: say, error: say },
    forge: githubForge({
      repository: { owner, name: repository },
      token: sandbox.token,
      apiUrl: sandbox.url,
      graphqlUrl: sandbox.graphqlUrl,
      fetch: sandbox.fetch,
      userAgent: 'test',
      rateLimits: { ...QUICK, writeBurst: 1000 },
    }),
  };
}
