import { invalid } from './http.ts';

/** Characters of an issue comment's body (danger/danger#424, read 2026-11-22). */
export const MAX_COMMENT = 65_536;
/** Bytes of a check run's summary or text (O: checks/create; reviewdog/action-rubocop#67). */
export const MAX_CHECK_TEXT = 65_535;
/** Annotations in one request; more are appended by further updates (O: checks/create). */
export const MAX_ANNOTATIONS = 50;
/** Characters of a commit status' description (ClickHouse/ClickHouse#81209). */
export const MAX_DESCRIPTION = 140;
/** Statuses for one commit and context (O: repos/create-commit-status). */
export const MAX_STATUSES = 1000;
/** Files on the first page of a comparison (O: repos/compare-commits-with-basehead). */
export const MAX_COMPARED = 300;
/** Bytes above which contents are given only raw (O: repos/get-content). */
export const MAX_CONTENT = 1_048_576;
/** Entries of a recursive tree before it is cut (O: git/get-tree). */
export const MAX_TREE = 100_000;

export function checkComment(body: string): void {
  if ([...body].length <= MAX_COMMENT) return;
  const message = `Body is too long (maximum is ${MAX_COMMENT} characters)`;
  throw invalid('Validation Failed', [
    { resource: 'IssueComment', code: 'unprocessable', field: 'data', message },
  ]);
}

export function checkOutputText(field: 'summary' | 'text', value: string | undefined): void {
  if (value === undefined) return;
  if (value.length > MAX_CHECK_TEXT) {
    throw invalid(
      `Invalid request.\n\nOnly ${MAX_CHECK_TEXT} characters are allowed; ${value.length} were supplied.`,
    );
  }
  if (Buffer.byteLength(value) > MAX_CHECK_TEXT) {
    throw invalid('Validation Failed', [
      {
        resource: 'CheckRun',
        code: 'custom',
        field,
        message: `${field} exceeds a maximum bytesize of ${MAX_CHECK_TEXT}`,
      },
    ]);
  }
}

export function checkAnnotations(count: number): void {
  if (count <= MAX_ANNOTATIONS) return;
  throw invalid(
    `Invalid request.\n\nNo more than ${MAX_ANNOTATIONS} items are allowed; ${count} were supplied.`,
  );
}

export function checkDescription(description: string | undefined): void {
  if ([...(description ?? '')].length <= MAX_DESCRIPTION) return;
  const message = `description is too long (maximum is ${MAX_DESCRIPTION} characters)`;
  throw invalid('Validation Failed', [
    { resource: 'Status', code: 'custom', field: 'description', message },
  ]);
}
