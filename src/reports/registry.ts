import type { ReportFormat } from './format.ts';

/**
 * Every report format, in the order they are asked; the first that recognises the content reads it.
 * Formats recognised by a signature come first, those that need the path's hint last.
 */
export const REPORT_FORMATS: readonly ReportFormat[] = [];
