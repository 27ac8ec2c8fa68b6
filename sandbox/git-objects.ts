import { createHash } from 'node:crypto';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';
export type Mode = '100644' | '100755' | '120000' | '160000';

export interface GitObject {
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** One file of a tree: its mode and the id of its blob. */
export interface Entry {
  readonly mode: Mode;
  readonly sha: string;
}

/** A whole tree as one map from slash-separated path to file. */
export type FlatTree = Map<string, Entry>;

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO time, whole seconds, UTC. */
  readonly at: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  /** Made by GitHub itself (web merge, createCommitOnBranch), so shown as Verified. */
  readonly verified: boolean;
}

export interface TreeItem {
  readonly name: string;
  readonly mode: string;
  readonly type: ObjectType;
  readonly sha: string;
}

const hashOf = (type: ObjectType, content: Buffer): string =>
  createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');

const stamp = (who: Signature): string =>
  `${who.name} <${who.email}> ${Math.floor(Date.parse(who.at) / 1000)} +0000`;

/** Reads `name <e-mail> seconds zone`. */
function signatureIn(text: string): Signature {
  const [, name = '', email = '', seconds = '0'] = /^([^<]*) <([^>]*)> (\d+) /.exec(text) ?? [];
  const at = new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
  return { name, email, at };
}

/** Git orders tree entries by bytes, a directory as if its name ended in a slash. */
const treeOrder = (item: TreeItem): Buffer =>
  Buffer.from(item.type === 'tree' ? `${item.name}/` : item.name);

function encodeTree(items: readonly TreeItem[]): Buffer {
  const sorted = [...items].sort((a, b) => Buffer.compare(treeOrder(a), treeOrder(b)));
  return Buffer.concat(
    sorted.flatMap((item) => [
      Buffer.from(`${item.mode} ${item.name}\0`),
      Buffer.from(item.sha, 'hex'),
    ]),
  );
}

const typeOfMode = (mode: string): ObjectType =>
  mode === '40000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';

function decodeTree(content: Buffer): TreeItem[] {
  const items: TreeItem[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const zero = content.indexOf(0, space);
    const mode = content.toString('latin1', at, space);
    const name = content.toString('utf8', space + 1, zero);
    const sha = content.toString('hex', zero + 1, zero + 21);
    items.push({ name, mode, type: typeOfMode(mode), sha });
    at = zero + 21;
  }
  return items;
}

/** Git's object database in memory: content in, the id that the `git` program would give out. */
export class ObjectStore {
  readonly #objects = new Map<string, GitObject>();
  readonly #commits = new Map<string, Commit>();
  /** Bytes of blobs whose content was not recorded. */
  readonly #sizes = new Map<string, number>();
  /** Blobs whose content was asked for. */
  readonly asked = new Set<string>();

  put(type: ObjectType, content: Buffer): string {
    const sha = hashOf(type, content);
    this.#objects.set(sha, { type, content });
    return sha;
  }

  get(sha: string): GitObject | undefined {
    return this.#objects.get(sha);
  }

  objects(): IterableIterator<[string, GitObject]> {
    return this.#objects.entries();
  }

  blob(content: string | Uint8Array): string {
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    return this.put('blob', bytes);
  }

  /** An empty file would be a false answer, so content that was not recorded is an error. */
  blobContent(sha: string): Buffer | undefined {
    const found = this.#objects.get(sha);
    this.asked.add(sha);
    if (found?.type === 'blob') return found.content;
    if (this.#sizes.has(sha)) throw new Error(`the content of blob ${sha} was not recorded`);
    return undefined;
  }

  blobSize(sha: string): number {
    return this.#sizes.get(sha) ?? this.#objects.get(sha)?.content.length ?? 0;
  }

  /** Takes in a blob of which only id and size are known. */
  adoptBlob(sha: string, bytes: number): void {
    if (!this.#objects.has(sha)) this.#sizes.set(sha, bytes);
  }

  /** Writes the directories of a flat tree and returns the id of the topmost. */
  writeTree(flat: FlatTree): string {
    const items: TreeItem[] = [];
    const folders = new Map<string, FlatTree>();
    for (const [path, entry] of flat) {
      const slash = path.indexOf('/');
      if (slash < 0) items.push({ name: path, type: typeOfMode(entry.mode), ...entry });
      else {
        const folder = path.slice(0, slash);
        const inside = folders.get(folder) ?? new Map();
        folders.set(folder, inside.set(path.slice(slash + 1), entry));
      }
    }
    for (const [name, inside] of folders) {
      items.push({ name, mode: '40000', type: 'tree', sha: this.writeTree(inside) });
    }
    return this.put('tree', encodeTree(items));
  }

  listTree(sha: string): TreeItem[] | undefined {
    const found = this.#objects.get(sha);
    return found?.type === 'tree' ? decodeTree(found.content) : undefined;
  }

  readTree(sha: string, under = ''): FlatTree {
    const flat: FlatTree = new Map();
    for (const item of this.listTree(sha) ?? []) {
      if (item.type !== 'tree')
        flat.set(under + item.name, { mode: item.mode as Mode, sha: item.sha });
      else
        for (const [path, entry] of this.readTree(item.sha, `${under}${item.name}/`))
          flat.set(path, entry);
    }
    return flat;
  }

  commit(made: Omit<Commit, 'sha'>): string {
    const text = [
      `tree ${made.tree}`,
      ...made.parents.map((parent) => `parent ${parent}`),
      `author ${stamp(made.author)}`,
      `committer ${stamp(made.committer)}`,
      '',
      made.message,
    ].join('\n');
    const sha = this.put('commit', Buffer.from(text));
    this.#commits.set(sha, { sha, ...made });
    return sha;
  }

  /** Takes in a commit as git stores it, and returns its id. */
  commitObject(text: string): string {
    const sha = this.put('commit', Buffer.from(text));
    const end = text.indexOf('\n\n');
    const header = text.slice(0, end).split('\n');
    const all = (key: string): string[] =>
      header.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
    const [tree = ''] = all('tree');
    const [author = ''] = all('author');
    const [committer = ''] = all('committer');
    this.#commits.set(sha, {
      sha,
      tree,
      parents: all('parent'),
      author: signatureIn(author),
      committer: signatureIn(committer),
      message: text.slice(end + 2).trimEnd(),
      verified: false,
    });
    return sha;
  }

  /** Takes in a commit of which only the id is known: a commit of somebody's action repository. */
  adopt(commit: Commit): void {
    this.#commits.set(commit.sha, commit);
  }

  readCommit(sha: string): Commit | undefined {
    return this.#commits.get(sha);
  }

  commitIds(): IterableIterator<string> {
    return this.#commits.keys();
  }

  /** A commit that is known to be there; anything else is a fault of the sandbox, not of a caller. */
  mustCommit(sha: string): Commit {
    const found = this.#commits.get(sha);
    if (!found) throw new Error(`the sandbox lost commit ${sha}`);
    return found;
  }
}
