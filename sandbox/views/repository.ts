import { fullName } from '../lookup.ts';
import type { Repo } from '../world.ts';
import { userJson } from './user.ts';
import { apiOf, htmlOf, type Json, nodeId, type View } from './view.ts';

const TEMPLATES: Record<string, string> = {
  archive: '{archive_format}{/ref}',
  assignees: '{/user}',
  branches: '{/branch}',
  collaborators: '{/collaborator}',
  comments: '{/number}',
  commits: '{/sha}',
  issues: '{/number}',
  keys: '{/key_id}',
  labels: '{/name}',
  milestones: '{/number}',
  notifications: '{?since,all,participating}',
  pulls: '{/number}',
  releases: '{/id}',
  statuses: '/{sha}',
};
const PLAIN = 'contributors deployments downloads events forks hooks languages merges stargazers';
const MORE = 'subscribers subscription tags teams';

function urlsOf(api: string): Json {
  const plain = `${PLAIN} ${MORE}`.split(' ').map((key) => [`${key}_url`, `${api}/${key}`]);
  const shaped = Object.entries(TEMPLATES).map(([key, end]) => [
    `${key}_url`,
    key === 'archive' ? `${api}/${end}` : `${api}/${key}${end}`,
  ]);
  return {
    ...Object.fromEntries([...plain, ...shaped]),
    blobs_url: `${api}/git/blobs{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    trees_url: `${api}/git/trees{/sha}`,
  };
}

/** `minimal-repository` */
export function minimalRepoJson(view: View, repo: Repo): Json {
  const api = apiOf(view, repo);
  return {
    id: repo.id,
    node_id: nodeId('Repository', repo.id),
    name: repo.name,
    full_name: fullName(repo),
    private: repo.private,
    owner: userJson(view, ownerLogin(view, repo)),
    html_url: htmlOf(view, repo),
    description: repo.description,
    fork: repo.fork,
    url: api,
    ...urlsOf(api),
  };
}

/** A fork's owner may be a person the story names; anybody else is shown as the organisation. */
const ownerLogin = (view: View, repo: Repo): string =>
  view.world.users.has(repo.owner) ? repo.owner : view.world.repo.owner;

/** `repository` and `full-repository` */
export function repoJson(view: View, repo: Repo): Json {
  const html = htmlOf(view, repo);
  const pushed = repo.refs.get(`refs/heads/${repo.defaultBranch}`);
  const pushedAt =
    pushed === undefined ? repo.createdAt : repo.store.mustCommit(pushed).committer.at;
  const open = repo === view.world.repo ? openCount(view) : 0;
  return {
    ...minimalRepoJson(view, repo),
    git_url: html.replace(/^https?:/, 'git:'),
    ssh_url: `git@github.com:${fullName(repo)}.git`,
    clone_url: `${html}.git`,
    mirror_url: null,
    svn_url: html,
    homepage: null,
    language: 'Python',
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    size: 108,
    default_branch: repo.defaultBranch,
    open_issues_count: open,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: repo.private ? 'private' : 'public',
    pushed_at: pushedAt,
    created_at: repo.createdAt,
    updated_at: pushedAt,
    subscribers_count: 0,
    network_count: 0,
    license: null,
    forks: 0,
    open_issues: open,
    watchers: 0,
    allow_forking: true,
    web_commit_signoff_required: false,
  };
}

const openCount = (view: View): number =>
  [...view.world.pulls, ...view.world.issues].filter((one) => one.state === 'open').length;
