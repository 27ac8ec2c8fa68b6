/** Why GitHub refused a request that a further permission would not change. */
export type RefusalReason =
  | 'locked'
  | 'archived'
  | 'ip-allow-list'
  | 'sso'
  | 'app-restrictions'
  | 'suspended'
  | 'blocked'
  | 'pull-request-setting'
  | 'ruleset'
  | 'plan'
  | 'feature';

/**
 * Why a request failed; `permission` is spelled as under `permissions:` in a workflow. Each message
 * names the request. Only `missing` and `gone` say that something does not exist.
 */
export type ApiError =
  | { readonly kind: 'forbidden'; readonly permission: string; readonly message: string }
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      readonly message: string;
      /** What to do, as an imperative clause. */
      readonly wayOut: string;
    }
  | { readonly kind: 'unauthorized'; readonly message: string }
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'gone'; readonly message: string }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'limited'; readonly message: string }
  /** Not sent, because an audit sends a limited number of requests. */
  | { readonly kind: 'budget'; readonly message: string }
  /** A list ends before its last item; what is beyond is unknown. */
  | { readonly kind: 'cut'; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string }
  /** A local checkout replaces the forge and lacks the data; the message says what has it. */
  | { readonly kind: 'not-here'; readonly message: string };

/** What a port returns: an expected error is a value, never a throw. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ApiError };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function err<T>(error: ApiError): Result<T> {
  return { ok: false, error };
}

/**
 * Returns `undefined` in place of the error that says that something does not exist. Every other
 * error is kept, so that a question without an answer is never taken for "does not exist".
 */
export function orNone<T>(
  result: Result<T>,
  isNone: (error: ApiError) => boolean = ({ kind }) => kind === 'missing' || kind === 'gone',
): Result<T | undefined> {
  return result.ok || !isNone(result.error) ? result : ok(undefined);
}

/** Returns an error as the end of a sentence: the request, the reason, and what to do. */
export function apiErrorText(error: ApiError): string {
  const { kind, message } = error;
  switch (kind) {
    case 'forbidden':
      return `${message}; add \`${error.permission}\` to the job's \`permissions\``;
    case 'refused':
      return `${message}; ${error.wayOut}`;
    case 'unauthorized':
      return `${message}; check the input \`github-token\``;
    case 'missing':
      return `${message}; check the name and the token's permissions`;
    case 'gone':
      return `${message}; run again the workflow that made it`;
    case 'invalid':
      return `${message}; correct what the message names`;
    case 'conflict':
    case 'unreachable':
      return `${message}; run the audit again`;
    case 'limited':
      return `${message}; run the audit again after that`;
    case 'budget':
      return `${message}; name fewer \`workflows\` or \`artifacts\` in the config`;
    case 'cut':
      return `${message}; what is beyond is unknown, so make the list shorter`;
    case 'not-here':
      return message;
    default:
      return kind satisfies never;
  }
}
