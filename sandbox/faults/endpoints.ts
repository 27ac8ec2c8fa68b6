import type { EventName } from '../start-sandbox.ts';

/** One thing the action asks of GitHub, and the audit in which it asks. */
export interface Endpoint {
  readonly name: string;
  readonly event: EventName;
  readonly given: Readonly<Record<string, string>>;
  readonly is: (method: string, path: string, body: string) => boolean;
}

const asks = (
  name: string,
  event: EventName,
  method: string,
  path: RegExp,
  given: Readonly<Record<string, string>> = {},
): Endpoint => ({ name, event, given, is: (how, where) => how === method && path.test(where) });

const inGraphql = (name: string, event: EventName, words: string): Endpoint => ({
  name,
  event,
  given: {},
  is: (_, path, body) => path === '/graphql' && body.includes(words),
});

const checks = { status: 'check' };
const byPull = { docs: 'pull-request' };
const ownBranch = { docs: 'branch:audits' };

/** Every endpoint that an audit asks, by the names of GitHub's OpenAPI description. */
export const ENDPOINTS: readonly Endpoint[] = [
  asks('git/get-ref', 'pull_request', 'GET', /\/git\/ref\/heads/),
  asks('git/get-tree', 'pull_request', 'GET', /\/git\/trees\//),
  asks('git/get-blob', 'pull_request', 'GET', /\/git\/blobs\//),
  asks('repos/get-commit', 'pull_request', 'GET', /\/commits\/[0-9a-f]{40}$/),
  asks('repos/compare-commits', 'pull_request', 'GET', /\/compare\//),
  asks('actions/list-workflow-runs', 'pull_request', 'GET', /\/actions\/runs$/),
  asks('actions/list-jobs', 'pull_request', 'GET', /\/actions\/runs\/\d+\/jobs$/),
  asks('actions/list-artifacts', 'pull_request', 'GET', /\/actions\/runs\/\d+\/artifacts$/),
  asks('actions/download-artifact', 'pull_request', 'GET', /\/zip$/),
  asks('actions/download-job-logs', 'pull_request', 'GET', /\/actions\/jobs\/\d+\/logs$/),
  asks('repos/get-branch-rules', 'push', 'GET', /\/rules\/branches\//),
  asks('repos/get-branch', 'push', 'GET', /\/branches\/main$/),
  asks('issues/list-milestones', 'pull_request', 'GET', /\/milestones$/),
  asks('pulls/get', 'pull_request', 'GET', /\/pulls\/\d+$/),
  asks('pulls of commit', 'push', 'GET', /\/commits\/[0-9a-f]{40}\/pulls$/),
  asks('git/list-matching-refs', 'schedule', 'GET', /\/git\/matching-refs/),
  asks('issues/list-comments', 'pull_request', 'GET', /\/issues\/\d+\/comments$/),
  asks('issues/create-comment', 'pull_request', 'POST', /\/issues\/\d+\/comments$/),
  asks('repos/create-commit-status', 'pull_request', 'POST', /\/statuses\//),
  asks('checks/create', 'pull_request', 'POST', /\/check-runs$/, checks),
  asks('checks/list-for-ref', 'pull_request', 'GET', /\/check-runs$/, checks),
  asks('checks/update', 'pull_request', 'PATCH', /\/check-runs\/\d+$/, checks),
  asks('pulls/list', 'push', 'GET', /\/pulls$/, byPull),
  asks('pulls/create', 'push', 'POST', /\/pulls$/, byPull),
  asks('git/create-ref', 'push', 'POST', /\/git\/refs$/, byPull),
  asks('git/create-tree', 'push', 'POST', /\/git\/trees$/, ownBranch),
  asks('git/create-commit', 'push', 'POST', /\/git\/commits$/, ownBranch),
  inGraphql('graphql: files', 'pull_request', '... on Blob'),
  inGraphql('graphql: tags', 'pull_request', 'refs/tags/'),
  inGraphql('graphql: createCommitOnBranch', 'push', 'createCommitOnBranch'),
];
