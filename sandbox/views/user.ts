import { userOf } from '../lookup.ts';
import { type Json, nodeId, type View } from './view.ts';

/** `simple-user` */
export function userJson(view: View, login: string): Json {
  const user = userOf(view.world, login);
  const path = encodeURIComponent(login);
  const url = `${view.api}/users/${path}`;
  const app = user.type === 'Bot' ? `apps/${login.replace('[bot]', '')}` : login;
  return {
    login,
    id: user.id,
    node_id: nodeId('User', user.id),
    avatar_url: `https://avatars.githubusercontent.com/u/${user.id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${view.world.serverUrl}/${app}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** `integration`: the app behind everything that a workflow's own token does. */
export function actionsAppJson(view: View): Json {
  return {
    id: 15368,
    slug: 'github-actions',
    node_id: nodeId('App', 15368),
    owner: userJson(view, 'web-flow'),
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${view.world.serverUrl}/apps/github-actions`,
    created_at: '2018-07-30T09:30:17Z',
    updated_at: '2024-04-10T20:33:16Z',
    permissions: { actions: 'write', checks: 'write', contents: 'write', statuses: 'write' },
    events: ['push', 'pull_request', 'workflow_run'],
  };
}
