import type { EventName, Sandbox, Story } from '../start-sandbox.ts';

type Payload = Readonly<Record<string, unknown>>;

/** What has to be so that an audit asks at all. */
export interface Situation {
  /** Inputs of the action. */
  readonly given?: Readonly<Record<string, string>>;
  readonly story?: (story: Story) => void;
  /** An audit that nothing hinders goes before. */
  readonly before?: EventName;
  /** Changes the running GitHub, after that audit. */
  readonly stage?: (sandbox: Sandbox) => void;
  readonly payload?: (payload: Payload) => Payload;
  /** As an Enterprise Server without GraphQL commits, artifact digests and attestations. */
  readonly enterprise?: true;
}

/** One thing the action asks of GitHub, and the audit in which it asks. */
export interface Endpoint extends Situation {
  readonly name: string;
  readonly event: EventName;
  readonly is: (method: string, path: string, body: string) => boolean;
}

/** By method and path within a repository; `{r}` stands for any. */
export function asks(
  name: string,
  event: EventName,
  what: string,
  situation: Situation = {},
): Endpoint {
  const [how = '', path = ''] = what.split(' ');
  const source = path
    .replaceAll('.', String.raw`\.`)
    .replaceAll('{n}', String.raw`\d+`)
    .replaceAll('{sha}', '[0-9a-f]{40}')
    .replaceAll('{any}', '.+');
  const pattern = new RegExp(`^/repos/[^/]+/[^/]+${source}$`);
  return {
    name,
    event,
    is: (method, where) => how === method && pattern.test(where),
    ...situation,
  };
}

/** By what stands in the question. */
export function asksGraphql(
  name: string,
  event: EventName,
  words: string,
  situation: Situation = {},
): Endpoint {
  const is = (_: string, path: string, body: string): boolean =>
    path === '/graphql' && body.includes(words);
  return { name, event, is, ...situation };
}
