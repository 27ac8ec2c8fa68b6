import { buildActionRepo } from './build-action-repo.ts';
import { buildCommits } from './build-commits.ts';
import { buildPulls } from './build-pulls.ts';
import { buildArtifacts, buildRuns } from './build-runs.ts';
import { buildWorkflows } from './build-workflows.ts';
import { Clock } from './clock.ts';
import { ObjectStore } from './git-objects.ts';
import { idFrom } from './id-from.ts';
import { addRecorded } from './recorded-repository.ts';
import type { Story } from './story.ts';
import type { Repo, Token, User, World } from './world.ts';

function buildUsers(story: Story): Map<string, User> {
  const users: User[] = [
    {
      login: 'github-actions[bot]',
      id: 41898282,
      type: 'Bot',
      name: 'github-actions[bot]',
      email: '41898282+github-actions[bot]@users.noreply.github.com',
    },
    { login: 'web-flow', id: 19864447, type: 'User', name: 'GitHub', email: 'noreply@github.com' },
  ];
  const owners = [story.repository.owner, ...Object.keys(story.actions).map(ownerOf)];
  for (const login of new Set(owners)) {
    users.push({ login, id: idFrom(login), type: 'Organization', name: login, email: '' });
  }
  for (const [login, person] of Object.entries(story.people)) {
    users.push({ login, id: idFrom(login), type: 'User', ...person });
  }
  for (const { login } of Object.values(story.tokens)) {
    if (users.some((user) => user.login === login)) continue;
    users.push({
      login,
      id: idFrom(login),
      type: 'Bot',
      name: login,
      email: `${login}@example.org`,
    });
  }
  return new Map(users.map((user) => [user.login, user]));
}

const ownerOf = (fullName: string): string => fullName.split('/')[0] ?? '';

/** What anyone may read of a public repository. */
const PUBLIC = new Map(
  ['actions', 'attestations', 'checks', 'contents', 'issues', 'pull_requests', 'statuses'].map(
    (key) => [key, 'read'] as const,
  ),
);

function buildTokens(story: Story): Map<string, Token> {
  const tokens = new Map<string, Token>();
  for (const [value, token] of Object.entries(story.tokens)) {
    const permissions = new Map<string, 'read' | 'write'>();
    for (const [key, level] of Object.entries(token.permissions)) {
      if (level !== 'none') permissions.set(key.replaceAll('-', '_'), level);
    }
    tokens.set(value, { login: token.login, permissions, used: 0 });
  }
  return tokens;
}

function buildRepos(story: Story, main: Repo): Map<string, Repo> {
  const repos = new Map([[`${main.owner}/${main.name}`.toLowerCase(), main]]);
  for (const [fullName, known] of Object.entries(story.actions)) {
    repos.set(fullName.toLowerCase(), buildActionRepo(fullName, known));
  }
  return repos;
}

/** Turns a story into the state that a sandbox serves; the same story always gives the same ids. */
export function buildWorld(story: Story, serverUrl: string, enterprise = false): World {
  const { owner, name, description } = story.repository;
  const main: Repo = {
    id: idFrom(`${owner}/${name}`),
    owner,
    name,
    private: story.repository.private,
    description,
    fork: false,
    createdAt: story.commits[0]?.at ?? story.now,
    defaultBranch: story.defaultBranch,
    store: new ObjectStore(),
    refs: new Map(),
  };
  let last = 91_000_000;
  const world: World = {
    clock: new Clock(story.now),
    serverUrl,
    enterprise,
    repo: main,
    repos: buildRepos(story, main),
    properties: new Map(),
    users: buildUsers(story),
    tokens: buildTokens(story),
    anonymous: { login: '', permissions: PUBLIC, used: 0 },
    rateLimit: story.rateLimit,
    workflows: [],
    runs: [],
    artifacts: [],
    pulls: [],
    issues: story.issues.map((issue) => ({
      ...issue,
      createdAt: issue.created,
      closedAt: issue.state === 'closed' ? issue.created : null,
      milestone: issue.milestone ?? null,
    })),
    issueEvents: [],
    comments: [],
    statuses: [],
    checkRuns: [],
    milestones: story.milestones.map(({ created, ...milestone }) => ({
      ...milestone,
      createdAt: created,
      updatedAt: created,
      closedAt: milestone.state === 'closed' ? created : null,
    })),
    rules: story.rules,
    dependencies: story.dependencies,
    attestations: [],
    audit: story.audit,
    ...(story.withoutGitHub === undefined ? {} : { withoutGitHub: story.withoutGitHub }),
    actionsMayOpenPulls: story.actionsMayOpenPulls,
    nextId: () => ++last,
  };
  if (story.recorded !== undefined) addRecorded(world, story.recorded);
  const labels = buildCommits(world, story.commits);
  world.workflows.push(...buildWorkflows(world, story.runs));
  buildPulls(world, story.pulls);
  world.runs.push(...buildRuns(world, story.runs, labels));
  world.artifacts.push(...buildArtifacts(story.runs));
  return world;
}
