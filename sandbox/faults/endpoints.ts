import { addAttempt, editFile, writeFile } from '../edit-story.ts';
import type { Sandbox, Story } from '../start-sandbox.ts';
import { asks, asksGraphql, type Endpoint } from './endpoint.ts';

const BRANCH = 'm01-ci-truthfulness';
const LINTER = '.github/workflows/linter.yml';
const OWN = 'milestone-audit/M01';

const checks = { given: { status: 'check' } };
const byPull = { given: { docs: 'pull-request' } };
const ownBranch = { given: { docs: 'branch:audits' } };

/** One of the actions is pinned to another commit than the story knows. */
const pinned = (uses: string) => (story: Story) =>
  editFile(story, BRANCH, LINTER, (text) => text.replace(/actions\/checkout@[0-9a-f]{40}/, uses));
const untagged = { story: pinned(`actions/checkout@${'c'.repeat(40)}`) };
const unknown = { story: pinned(`nobody/nothing@${'d'.repeat(40)}`) };

const rerun = { story: (story: Story) => void addAttempt(story, 'tests.yml', () => undefined) };

/** A workflow that had to run has no run. */
const notStarted = {
  story: (story: Story) => {
    story.runs = story.runs.filter(({ workflow }) => workflow !== LINTER);
  },
};

/** Rules of the default profile ask for more than the story's own. */
const profile = {
  story: (story: Story) =>
    editFile(story, 'main', '.github/milestone-audit.yml', (text) =>
      text.replace('profile: seed', 'profile: default'),
    ),
};

/** The config names an artifact that must be attested. */
const attested = {
  story: (story: Story) => {
    for (const token of Object.values(story.tokens)) token.permissions['attestations'] = 'read';
    editFile(
      story,
      'main',
      '.github/milestone-audit.yml',
      (text) => `${text}\nattestations: [{ artifact: '*' }]\n`,
    );
  },
};

/** The audit's link is wanted in the description of GitHub's milestone. */
const linked = {
  story: (story: Story) =>
    editFile(
      story,
      'main',
      '.github/milestone-audit.yml',
      (text) => `${text}\nmilestone:\n  link: true\n`,
    ),
};

/** More files than one comparison lists. */
const large = {
  story: (story: Story) => {
    for (let n = 0; n < 320; n += 1) writeFile(story, BRANCH, `data/${n}.txt`, `${n}\n`);
  },
};

/** Rules that forbade the push are gone when the next audit comes: its own pull request is left over. */
const freed = {
  before: 'push' as const,
  story: (story: Story) => void story.rules.push({ branch: 'main', type: 'pull_request' }),
  stage: ({ world }: Sandbox) => {
    world.rules.length = 0;
  },
};

/** The branch of an earlier pull request lies about. */
const leftOver = {
  ...byPull,
  stage: ({ world }: Sandbox) => {
    const main = world.repo.refs.get('refs/heads/main');
    if (main !== undefined) world.repo.refs.set(`refs/heads/${OWN}`, main);
  },
};

/** Our comment tells of newer evidence of the same commit than there is now. */
const newer = {
  before: 'pull_request' as const,
  stage: ({ world }: Sandbox) => {
    for (const comment of world.comments) {
      comment.body = comment.body.replace(/evidence=\S+/, 'evidence=2099-01-01T00%3A00%3A00Z');
    }
  },
};

/** The config extends one of the organisation's. */
const extended = {
  story: (story: Story) => {
    const commit = '5'.repeat(40);
    const known = { tags: {}, annotated: [], branches: {}, commits: [commit], forkCommits: [] };
    story.actions['atelier/.github'] = { ...known, files: { 'audit.yml': 'version: 1\n' } };
    editFile(
      story,
      'main',
      '.github/milestone-audit.yml',
      (text) => `extends: atelier/.github/audit.yml@${commit}\n${text}`,
    );
  },
};

const commented = { before: 'pull_request' as const, given: { comment: 'always' } };

/** Every endpoint that an audit asks, by the names of GitHub's OpenAPI description. */
export const ENDPOINTS: readonly Endpoint[] = [
  asks('repos/get', 'push', 'GET ', {
    payload: ({ repository: _, ...payload }) => payload,
  }),
  asks('git/get-ref', 'pull_request', 'GET /git/ref/heads/{any}'),
  asks('git/get-tree', 'pull_request', 'GET /git/trees/{any}'),
  // Texts come by GraphQL; the compressed evidence of an earlier audit does not.
  asks('git/get-blob', 'push', 'GET /git/blobs/{sha}', { before: 'push' }),
  asks('repos/get-commit', 'pull_request', 'GET /commits/{sha}'),
  asks('repos/compare-commits', 'pull_request', 'GET /compare/{any}'),
  asks(
    'repos/branches-where-head',
    'pull_request',
    'GET /commits/{sha}/branches-where-head',
    untagged,
  ),
  asks('repos/list-tags', 'pull_request', 'GET /tags', unknown),
  asks('repos/get-content', 'pull_request', 'GET /contents/{any}', extended),
  asks(
    'dependency-graph/diff-range',
    'pull_request',
    'GET /dependency-graph/compare/{any}',
    profile,
  ),
  asks('repos/list-attestations', 'pull_request', 'GET /attestations/{any}', attested),
  asks('actions/list-workflow-runs', 'pull_request', 'GET /actions/runs'),
  asks('actions/list-workflows', 'pull_request', 'GET /actions/workflows', notStarted),
  asks('actions/get-workflow-run', 'workflow_run', 'GET /actions/runs/{n}', {
    payload: ({ workflow_run: run, ...payload }) => ({
      ...payload,
      workflow_run: { id: (run as { readonly id: number }).id },
    }),
  }),
  asks(
    'actions/get-workflow-run-attempt',
    'pull_request',
    'GET /actions/runs/{n}/attempts/{n}',
    rerun,
  ),
  asks('actions/list-jobs', 'pull_request', 'GET /actions/runs/{n}/jobs'),
  asks('actions/list-artifacts', 'pull_request', 'GET /actions/runs/{n}/artifacts'),
  asks('actions/download-artifact', 'pull_request', 'GET /actions/artifacts/{n}/zip'),
  asks('actions/download-job-logs', 'pull_request', 'GET /actions/jobs/{n}/logs'),
  asks('repos/get-branch-rules', 'push', 'GET /rules/branches/{any}'),
  asks('repos/get-branch', 'push', 'GET /branches/{any}'),
  asks('issues/list-milestones', 'pull_request', 'GET /milestones'),
  asks('issues/update-milestone', 'push', 'PATCH /milestones/{n}', linked),
  asks('pulls/get', 'pull_request', 'GET /pulls/{n}'),
  asks('pulls/list-files', 'pull_request', 'GET /pulls/{n}/files', large),
  asks('pulls/list-reviews', 'pull_request', 'GET /pulls/{n}/reviews', profile),
  asks('pulls of commit', 'push', 'GET /commits/{sha}/pulls'),
  asks('git/list-matching-refs', 'schedule', 'GET /git/matching-refs{any}'),
  asks('issues/list-comments', 'pull_request', 'GET /issues/{n}/comments'),
  asks('issues/create-comment', 'pull_request', 'POST /issues/{n}/comments'),
  asks('issues/update-comment', 'pull_request', 'PATCH /issues/comments/{n}', commented),
  asks('repos/create-commit-status', 'pull_request', 'POST /statuses/{sha}'),
  asks('repos/list-commit-statuses', 'pull_request', 'GET /commits/{sha}/statuses', newer),
  asks('checks/create', 'pull_request', 'POST /check-runs', checks),
  asks('checks/list-for-ref', 'pull_request', 'GET /commits/{sha}/check-runs', {
    given: { status: 'check', docs: 'head' },
  }),
  asks('checks/update', 'pull_request', 'PATCH /check-runs/{n}', checks),
  asks('pulls/list', 'push', 'GET /pulls', byPull),
  asks('pulls/create', 'push', 'POST /pulls', byPull),
  asks('pulls/update', 'push', 'PATCH /pulls/{n}', freed),
  asks('git/create-ref', 'push', 'POST /git/refs', byPull),
  asks('git/update-ref', 'push', 'PATCH /git/refs/heads/{any}', leftOver),
  asks('git/create-blob', 'push', 'POST /git/blobs', ownBranch),
  asks('git/create-tree', 'push', 'POST /git/trees', ownBranch),
  asks('git/create-commit', 'push', 'POST /git/commits', ownBranch),
  asks('git/get-commit', 'push', 'GET /git/commits/{sha}', { enterprise: true }),
  asksGraphql('graphql: files', 'pull_request', '... on Blob'),
  asksGraphql('graphql: tags', 'pull_request', 'refs/tags/'),
  // Asked for the push of the audit's own commit: later on, a status names the account of the token.
  asksGraphql('graphql: viewer', 'push', 'viewer {', { before: 'push' }),
  asksGraphql('graphql: createCommitOnBranch', 'push', 'createCommitOnBranch'),
];
