/** Why a request failed; `permission` is spelled as under `permissions:` in a workflow. */
export type ApiError =
  | { readonly kind: 'forbidden'; readonly permission: string; readonly message: string }
  | { readonly kind: 'unauthorized'; readonly message: string }
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'gone'; readonly message: string }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'limited'; readonly message: string }
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

/** Returns an error as the end of a sentence: `could not be listed: ` + this. */
export function apiErrorText(error: ApiError): string {
  switch (error.kind) {
    case 'forbidden':
      return `the token may not (missing permission ${error.permission})`;
    case 'unauthorized':
      return `the token was not accepted (${error.message})`;
    case 'missing':
      return `GitHub does not know it (${error.message})`;
    case 'gone':
      return `it is gone (${error.message})`;
    case 'conflict':
    case 'invalid':
      return `GitHub refused the request (${error.message})`;
    case 'limited':
      return `GitHub's rate limit was reached (${error.message})`;
    case 'unreachable':
      return `GitHub did not answer (${error.message})`;
    case 'not-here':
      return error.message;
    default:
      return error satisfies never;
  }
}
