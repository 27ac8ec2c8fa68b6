import { ObjectStore } from './git-objects.ts';
import { idFrom } from './id-from.ts';
import type { StoryActionRepository } from './story.ts';
import type { Repo } from './world.ts';

/** Long before any story. */
const MADE = '2019-08-01T00:00:00Z';
const MADE_SECONDS = Date.parse(MADE) / 1000;

/** A history that fits the known ids: one root, everything on it, the default branch on top. */
function fillStore(store: ObjectStore, owner: string, known: StoryActionRepository): string {
  const maker = { name: owner, email: `${owner}@users.noreply.github.com`, at: MADE };
  const files = { 'action.yml': 'name: somebody else\n', ...known.files };
  const entries = Object.entries(files).map(
    ([path, text]) => [path, { mode: '100644', sha: store.blob(Buffer.from(text)) }] as const,
  );
  const tree = store.writeTree(new Map(entries));
  const made = { tree, author: maker, committer: maker, message: 'A commit', verified: true };
  const root = store.commit({ ...made, parents: [] });
  const merged = [...new Set([...Object.values(known.tags), ...known.commits])];
  for (const sha of [...merged, ...Object.values(known.branches), ...known.forkCommits]) {
    store.adopt({ sha, ...made, parents: [root] });
  }
  const parents = [root, ...merged];
  const { main } = known.branches;
  if (main === undefined) return store.commit({ ...made, parents });
  store.adopt({ sha: main, ...made, parents: parents.filter((sha) => sha !== main) });
  return main;
}

/** An action's repository: its commits are known by id only, as nobody here has their content. */
export function buildActionRepo(fullName: string, known: StoryActionRepository): Repo {
  const [owner = '', name = ''] = fullName.split('/');
  const store = new ObjectStore();
  const refs = new Map([['refs/heads/main', fillStore(store, owner, known)]]);
  for (const [branch, sha] of Object.entries(known.branches)) refs.set(`refs/heads/${branch}`, sha);
  for (const [tag, sha] of Object.entries(known.tags)) {
    const tagger = `${owner} <${owner}@users.noreply.github.com> ${MADE_SECONDS} +0000`;
    const text = `object ${sha}\ntype commit\ntag ${tag}\ntagger ${tagger}\n\n${tag}\n`;
    const object = known.annotated.includes(tag) ? store.put('tag', Buffer.from(text)) : sha;
    refs.set(`refs/tags/${tag}`, object);
  }
  const id = idFrom(fullName);
  const shared = { private: known.private === true, description: '', fork: false, createdAt: MADE };
  return { id, owner, name, ...shared, defaultBranch: 'main', store, refs };
}
