/** Why a request was not answered, in our words; `permission` is spelled as under `permissions:` in a workflow. */
export type ApiError =
  | { readonly kind: 'forbidden'; readonly permission: string; readonly message: string }
  | { readonly kind: 'unauthorized'; readonly message: string }
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'gone'; readonly message: string }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'limited'; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string }
  /** A local checkout stands in for the forge and does not know it; the message says who does. */
  | { readonly kind: 'not-here'; readonly message: string };

/** What a port answers: expected trouble is a value, never a throw. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ApiError };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function err<T>(error: ApiError): Result<T> {
  return { ok: false, error };
}

/** A refused request as the end of a sentence: `could not be listed: ` + this. */
export function apiErrorText(trouble: ApiError): string {
  switch (trouble.kind) {
    case 'forbidden':
      return `the token may not (missing permission ${trouble.permission})`;
    case 'unauthorized':
      return `the token was not accepted (${trouble.message})`;
    case 'missing':
      return `GitHub does not know it (${trouble.message})`;
    case 'gone':
      return `it is gone (${trouble.message})`;
    case 'conflict':
    case 'invalid':
      return `GitHub refused the request (${trouble.message})`;
    case 'limited':
      return `GitHub's rate limit was reached (${trouble.message})`;
    case 'unreachable':
      return `GitHub did not answer (${trouble.message})`;
    case 'not-here':
      return trouble.message;
    default:
      return trouble satisfies never;
  }
}
