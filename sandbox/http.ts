import type { Json, View } from './views/view.ts';
import type { Repo, Token, World } from './world.ts';

/** One request as a route sees it: checked, its repository and token looked up. */
export interface Call {
  readonly world: World;
  readonly view: View;
  /** The repository of the path; the story's own for paths without one. */
  readonly repo: Repo;
  readonly token: Token;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json;
  readonly accept: string;
  /** Address of this request without its query, for `Link`. */
  readonly self: string;
  /** Puts bytes behind a short-lived address on the second port. */
  readonly store: (bytes: Buffer, type: string, name: string) => string;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A route of the API, under the name GitHub's OpenAPI description gives it. */
export interface Route {
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** `{name}` takes one segment, `{name+}` the rest. */
  readonly path: string;
  /** As in X-Accepted-GitHub-Permissions: `a=read; b=read` are alternatives; '' needs none. */
  readonly needs: string;
  readonly handle: (call: Call) => Reply;
}

/** An answer that is an error, in GitHub's shape. */
export class HttpError extends Error {
  readonly status: number;
  readonly body: Json;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, more: Json = {}, headers = {}) {
    super(message);
    this.status = status;
    const documentation_url = 'https://docs.github.com/rest';
    this.body = { message, ...more, documentation_url, status: String(status) };
    this.headers = headers;
  }
}

export const notFound = (): HttpError => new HttpError(404, 'Not Found');

/** 422 with the fields that GitHub objects to. */
export const invalid = (message: string, errors?: readonly Json[]): HttpError =>
  new HttpError(422, message, errors === undefined ? {} : { errors });

export const ok = (body: unknown, status = 200): Reply => ({ status, body });
export const redirect = (location: string): Reply => ({
  status: 302,
  headers: { location },
});

export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`a route has no parameter ${name}`);
  return value;
}

export function numberParam(call: Call, name: string): number {
  const value = Number(param(call, name));
  if (!Number.isInteger(value)) throw notFound();
  return value;
}

/** A text of the body; anything else is refused the way GitHub refuses it. */
export function textField(call: Call, key: string): string | undefined {
  const value = call.body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw invalid(`Invalid request.\n\nFor 'properties/${key}', ${value} is not a string.`);
}

export function mustText(call: Call, key: string): string {
  const value = textField(call, key);
  if (value !== undefined) return value;
  throw invalid(`Invalid request.\n\n"${key}" wasn't supplied.`);
}
