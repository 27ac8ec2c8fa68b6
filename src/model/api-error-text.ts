import type { ApiError } from './result.ts';

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
