import { fileURLToPath } from 'node:url';
import { loadStory } from '../../sandbox/load-story.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { Story } from '../../sandbox/story.ts';

export const m01 = fileURLToPath(new URL('../../sandbox/stories/m01', import.meta.url));

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export type Ask = (method: string, path: string, body?: unknown) => Promise<Reply>;

/** Asks the sandbox for a path below `/repos/{owner}/{repo}`, or from the root with a `//`. */
function asker(sandbox: Sandbox): Ask {
  return async (method, path, body) => {
    const url = path.startsWith('//')
      ? sandbox.url + path.slice(1)
      : `${sandbox.url}/repos/${sandbox.repository}${path}`;
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { authorization: `token ${sandbox.token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: json ? (JSON.parse(text) as unknown) : text,
    };
  };
}

/** Runs a test against the M01 story, changed beforehand by `change`. */
export async function withSandbox<T>(
  test: (ask: Ask, sandbox: Sandbox) => Promise<T>,
  change: (story: Story) => void = () => undefined,
  options: SandboxOptions = {},
): Promise<T> {
  const story = loadStory(m01);
  change(story);
  const sandbox = await startSandbox(story, options);
  try {
    return await test(asker(sandbox), sandbox);
  } finally {
    await sandbox.close();
  }
}
