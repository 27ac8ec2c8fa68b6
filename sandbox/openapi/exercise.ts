import { routes } from '../router.ts';
import { type Sandbox, startSandbox } from '../start-sandbox.ts';

/** One answer of the sandbox, or one event payload, to be held against GitHub's description. */
export interface Sample {
  readonly kind: 'response' | 'request' | 'webhook';
  /** Operation, or name of the webhook. */
  readonly name: string;
  readonly status: number;
  readonly body: unknown;
}

type Body = Record<string, unknown>;

/** Asks without caring for the answer: the sandbox logs what it said. */
async function ask(sandbox: Sandbox, method: string, path: string, body?: Body): Promise<Body> {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: `token ${sandbox.token}`, 'user-agent': 'exercise' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text.startsWith('{') ? (JSON.parse(text) as Body) : {};
}

interface Places {
  readonly root: string;
  readonly head: string;
  readonly main: string;
  readonly tree: string;
}

function placesOf(sandbox: Sandbox): Places {
  const { repo } = sandbox.world;
  const main = repo.refs.get(`refs/heads/${repo.defaultBranch}`) ?? '';
  const head = sandbox.world.pulls[0]?.headSha ?? main;
  const { tree } = repo.store.mustCommit(head);
  return { root: `/repos/${sandbox.repository}`, head, main, tree };
}

async function readRuns(sandbox: Sandbox, root: string): Promise<void> {
  for (const run of sandbox.world.runs) {
    const paths = ['', '/artifacts', '/jobs?filter=all'];
    const numbers = run.attempts.map(({ number }) => `/attempts/${number}`);
    paths.push(...numbers.flatMap((path) => [path, `${path}/jobs`, `${path}/logs`]));
    for (const path of paths) await ask(sandbox, 'GET', `${root}/actions/runs/${run.id}${path}`);
  }
  const jobs = sandbox.world.runs.flatMap((run) => run.attempts.flatMap((one) => one.jobs));
  for (const { id } of jobs) {
    await ask(sandbox, 'GET', `${root}/actions/jobs/${id}`);
    await ask(sandbox, 'GET', `${root}/actions/jobs/${id}/logs`);
  }
}

async function readActions(sandbox: Sandbox, { root, head }: Places): Promise<void> {
  const get = (path: string) => ask(sandbox, 'GET', `${root}/actions${path}`);
  await get(`/runs?head_sha=${head}&per_page=1`);
  await get('/runs/1');
  await get('/workflows');
  await get('/artifacts?name=junit');
  await readRuns(sandbox, root);
  for (const workflow of sandbox.world.workflows) {
    await get(`/workflows/${workflow.id}`);
    await get(`/workflows/${workflow.id}/runs`);
  }
  for (const artifact of sandbox.world.artifacts) {
    await get(`/artifacts/${artifact.id}`);
    await get(`/artifacts/${artifact.id}/zip`);
    artifact.expired = true;
    await get(`/artifacts/${artifact.id}/zip`);
    artifact.expired = false;
  }
}

async function readRepository(sandbox: Sandbox, { root, head, main, tree }: Places): Promise<void> {
  const get = (path: string) => ask(sandbox, 'GET', `${root}${path}`);
  const branch = sandbox.world.repo.defaultBranch;
  for (const path of ['', '/branches', '/commits', '/tags', '/contents', '/contents/.github']) {
    await get(path);
  }
  await get(`/contents/${sandbox.world.audit.workflow}?ref=${branch}`);
  await get('/contents/nothing');
  await get(`/branches/${branch}`);
  await get(`/branches/${branch}/protection`);
  await get(`/rules/branches/${branch}`);
  await get(`/commits/${head}`);
  await get(`/commits/${head}/branches-where-head`);
  await get(`/commits/${'0'.repeat(40)}`);
  await get(`/compare/${main}...${head}`);
  await compareDependencies(sandbox, `${root}/dependency-graph/compare/${main}...${head}`);
  await readAttestations(sandbox, root);
  await get(`/git/ref/heads/${branch}`);
  await get('/git/matching-refs/heads/');
  await get(`/git/commits/${head}`);
  await get(`/git/trees/${tree}?recursive=1`);
  const file = sandbox.world.repo.store.readTree(tree).values().next().value;
  await get(`/git/blobs/${file?.sha}`);
  for (const path of ['/rate_limit', '/user']) await ask(sandbox, 'GET', path);
  await get('/collaborators/github-actions%5Bbot%5D/permission');
  for (const repo of sandbox.world.repos.values()) await readActionRepo(sandbox, repo);
}

/** As told, with a change of each kind, and where nothing may be compared. */
async function compareDependencies(sandbox: Sandbox, path: string): Promise<void> {
  const { repo, dependencies } = sandbox.world;
  await ask(sandbox, 'GET', path);
  const manifest = 'package-lock.json';
  const shared = { manifest, ecosystem: 'npm', name: 'left', vulnerabilities: [] };
  const advisory = { id: 'GHSA-aaaa-bbbb-cccc', severity: 'high', summary: 'It is slow' };
  dependencies.push(
    { ...shared, change: 'removed', version: '1.0.0' },
    { ...shared, change: 'added', version: '2.0.0', vulnerabilities: [advisory] },
  );
  await ask(sandbox, 'GET', path);
  dependencies.splice(-2);
  const shown = repo.private;
  Object.assign(repo, { private: true });
  await ask(sandbox, 'GET', path);
  Object.assign(repo, { private: shown });
}

/** Without the permission, without an attestation, with one, and on two pages. */
async function readAttestations(sandbox: Sandbox, root: string): Promise<void> {
  const digest = `sha256:${'a'.repeat(64)}`;
  const path = `${root}/attestations/${digest}`;
  await ask(sandbox, 'GET', path);
  const permissions = sandbox.world.tokens.get(sandbox.token)?.permissions;
  permissions?.set('attestations', 'read');
  await ask(sandbox, 'GET', path);
  const attestation = { digest, predicateType: 'https://slsa.dev/provenance/v1', bundle: '{}' };
  sandbox.world.attestations.push(attestation, attestation);
  await ask(sandbox, 'GET', `${path}?predicate_type=provenance`);
  await ask(sandbox, 'GET', `${path}?per_page=1`);
  sandbox.world.attestations.splice(-2);
  permissions?.delete('attestations');
}

async function readActionRepo(sandbox: Sandbox, repo: Sandbox['world']['repo']): Promise<void> {
  if (repo === sandbox.world.repo) return;
  const root = `/repos/${repo.owner}/${repo.name}`;
  await ask(sandbox, 'GET', `${root}/tags`);
  await ask(sandbox, 'GET', `${root}/git/matching-refs/tags/v`);
  for (const sha of repo.refs.values()) {
    const annotated = repo.store.get(sha)?.type === 'tag';
    await ask(sandbox, 'GET', `${root}/${annotated ? 'git/tags' : 'commits'}/${sha}`);
  }
}

async function discuss(sandbox: Sandbox, { root, head }: Places): Promise<void> {
  const to = (method: string, path: string, body?: Body) =>
    ask(sandbox, method, `${root}${path}`, body);
  for (const { number, reviews, createdAt } of sandbox.world.pulls) {
    reviews.push({
      by: sandbox.world.audit.actor,
      state: 'COMMENTED',
      at: createdAt,
      body: 'Read',
    });
    for (const path of ['', '/files', '/commits', '/reviews'])
      await to('GET', `/pulls/${number}${path}`);
    await to('GET', `/issues/${number}`);
    const { id } = await to('POST', `/issues/${number}/comments`, { body: 'A first word' });
    await to('POST', `/issues/${number}/comments`, { body: 'x'.repeat(65_537) });
    await to('GET', `/issues/comments/${id}`);
    await to('PATCH', `/issues/comments/${id}`, { body: 'A second word' });
    await to('GET', `/issues/${number}/comments`);
    await to('DELETE', `/issues/comments/${id}`);
  }
  await to('GET', '/pulls?state=all');
  await to('GET', `/commits/${head}/pulls`);
  await to('GET', '/issues?state=all');
  for (const { number, author } of sandbox.world.pulls) {
    const event = { event: 'demilestoned', actor: author, milestone: 'M00' } as const;
    const at = sandbox.world.clock.now();
    sandbox.world.issueEvents.push({ ...event, id: sandbox.world.nextId(), issue: number, at });
  }
  await to('GET', '/issues/events');
  await to('GET', '/milestones?state=all');
  for (const { number } of sandbox.world.milestones) {
    await to('GET', `/milestones/${number}`);
    await to('PATCH', `/milestones/${number}`, { state: 'closed', description: 'Done' });
  }
}

async function keepIssue(sandbox: Sandbox, { root }: Places): Promise<void> {
  const labels = ['exercise'];
  const opened = { title: 'Exercise', body: 'A first word', labels };
  const { number } = await ask(sandbox, 'POST', `${root}/issues`, opened);
  await ask(sandbox, 'PATCH', `${root}/issues/${number}`, { body: 'Another', state: 'closed' });
}

/** The owner of the story as an organization with a property of its repository. */
async function readOrganization(sandbox: Sandbox): Promise<void> {
  const { repo, users, properties } = sandbox.world;
  const owner = users.get(repo.owner);
  if (owner === undefined) throw new Error('the story has no owner');
  users.set(repo.owner, { ...owner, type: 'Organization' });
  properties.set(sandbox.repository, { team: 'exercise' });
  await ask(sandbox, 'GET', `/orgs/${repo.owner}/repos`);
  await ask(sandbox, 'GET', `/orgs/${repo.owner}/properties/values`);
  users.set(repo.owner, owner);
}

async function report(sandbox: Sandbox, { root, head }: Places): Promise<void> {
  const to = (method: string, path: string, body?: Body) =>
    ask(sandbox, method, `${root}${path}`, body);
  const status = { state: 'pending', context: 'Milestone audit', description: 'Collecting' };
  await to('POST', `/statuses/${head}`, status);
  await to('POST', `/statuses/${head}`, { ...status, description: 'x'.repeat(141) });
  await to('GET', `/commits/${head}/statuses`);
  await to('GET', `/commits/${head}/status`);
  const output = { title: '4.7 / 5', summary: 'Words', annotations: [annotation] };
  const check = { name: 'Milestone audit', head_sha: head, status: 'in_progress' };
  const { id } = await to('POST', '/check-runs', check);
  await to('PATCH', `/check-runs/${id}`, { status: 'completed', conclusion: 'success', output });
  await to('PATCH', `/check-runs/${id}`, { output: { ...output, summary: 'é'.repeat(40_000) } });
  await to('GET', `/check-runs/${id}`);
  await to('GET', `/check-runs/${id}/annotations`);
  await to('GET', `/commits/${head}/check-runs`);
  await to('GET', `/commits/${head}/check-suites`);
}

const annotation = {
  path: 'README.md',
  start_line: 1,
  end_line: 1,
  annotation_level: 'notice',
  message: 'Here',
};

async function write(sandbox: Sandbox, { root, main }: Places): Promise<void> {
  const to = (method: string, path: string, body?: Body) =>
    ask(sandbox, method, `${root}${path}`, body);
  const branch = 'exercise/branch';
  await to('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha: main });
  await to('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha: main });
  const content = Buffer.from('one\n').toString('base64');
  const put = { message: 'Add a file', content, branch };
  await to('PUT', '/contents/exercise/one.md', put);
  await to('PUT', '/contents/exercise/one.md', put);
  await to('PUT', '/contents/exercise/one.md', { ...put, sha: '0'.repeat(40) });
  const { sha: blob } = await to('POST', '/git/blobs', { content: 'two\n', encoding: 'utf-8' });
  const entry = { path: 'two.md', mode: '100644', type: 'blob', sha: blob };
  const { sha: tree } = await to('POST', '/git/trees', { base_tree: main, tree: [entry] });
  const commit = { message: 'Two', tree, parents: [main] };
  const { sha } = await to('POST', '/git/commits', commit);
  await to('PATCH', `/git/refs/heads/${branch}`, { sha });
  await to('PATCH', `/git/refs/heads/${branch}`, { sha, force: true });
  const pull = { title: 'Exercise', head: branch, base: sandbox.world.repo.defaultBranch };
  const { number } = await to('POST', '/pulls', pull);
  await to('POST', '/pulls', pull);
  await to('PATCH', `/pulls/${number}`, { title: 'Exercised', body: 'Words', state: 'closed' });
  await to('DELETE', `/git/refs/heads/${branch}`);
}

function samplesOf(sandbox: Sandbox): Sample[] {
  return sandbox.requests.flatMap(({ operation, status, requestBody, responseBody }) => {
    if (operation === undefined || operation === 'graphql') return [];
    if (Buffer.isBuffer(responseBody)) return [];
    const body = JSON.parse(JSON.stringify(responseBody ?? null));
    const response: Sample = { kind: 'response', name: operation, status, body };
    if (requestBody === '' || status >= 400) return [response];
    const sent = JSON.parse(requestBody) as unknown;
    return [response, { kind: 'request', name: operation, status, body: sent }];
  });
}

function eventsOf(sandbox: Sandbox): Sample[] {
  const sample = (
    name: string,
    event: Parameters<Sandbox['event']>[0],
    action?: string,
  ): Sample => {
    const { payload } = sandbox.event(event, action === undefined ? {} : { action });
    const body = JSON.parse(JSON.stringify(payload)) as unknown;
    return { kind: 'webhook', name, status: 0, body };
  };
  if (sandbox.world.pulls.length === 0) return [sample('workflow-dispatch', 'workflow_dispatch')];
  const before = [
    sample('pull-request-opened', 'pull_request', 'opened'),
    sample('pull-request-synchronize', 'pull_request'),
    sample('workflow-run-completed', 'workflow_run'),
    sample('workflow-dispatch', 'workflow_dispatch'),
    sample('issue-comment-created', 'issue_comment'),
    sample('merge-group-checks-requested', 'merge_group'),
    ...(sandbox.world.milestones.length === 0 ? [] : [sample('milestone-closed', 'milestone')]),
  ];
  sandbox.merge();
  return [...before, sample('push', 'push')];
}

/** Asks a story's sandbox everything it can answer, and gives what it said and what it was sent. */
export async function exercise(story: string): Promise<{ samples: Sample[]; unasked: string[] }> {
  const sandbox = await startSandbox(story);
  try {
    const places = placesOf(sandbox);
    await readActions(sandbox, places);
    await report(sandbox, places);
    // A recorded world refuses what was not recorded, with a status that GitHub does not describe.
    if (sandbox.world.withoutGitHub === undefined) {
      await readRepository(sandbox, places);
      await write(sandbox, places);
      await keepIssue(sandbox, places);
      await readOrganization(sandbox);
    }
    await discuss(sandbox, places);
    const events = eventsOf(sandbox);
    await readActions(sandbox, places);
    await discuss(sandbox, places);
    const asked = new Set(sandbox.requests.map((request) => request.operation));
    const unasked = routes.map((route) => route.operation).filter((one) => !asked.has(one));
    return { samples: [...samplesOf(sandbox), ...events], unasked };
  } finally {
    await sandbox.close();
  }
}
