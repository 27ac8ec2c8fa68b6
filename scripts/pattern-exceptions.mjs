/**
 * Regular expressions of `src` that can take more than linear time, with the bound that makes them
 * safe: the maximum length of the text, or the repetition count in the expression.
 */
export const EXCEPTIONS = [
  {
    start: String.raw`/(?<=^|[\n;&|(])([ \t]{0,100})(`,
    bound: 'at most 100, 500, and 200 repetitions',
  },
  {
    start: String.raw`/(?:^|\/)milestone-audit(?:`,
    bound: 'the text is cut to 500 characters',
  },
  {
    literal: String.raw`/(\d+)(?:[A-Za-z]|[._]\d+)*$/`,
    bound: 'a milestone id has at most 32 characters',
  },
  {
    literal: String.raw`/^(.*?)(\d+)[^\d]*(?:[._]\d+)?$/`,
    bound: 'a milestone id has at most 32 characters',
  },
  {
    literal: String.raw`/\bnode\b[^"\n]{0,200}--test\b/`,
    bound: 'at most 200 repetitions',
  },
  {
    literal: String.raw`/gitleaks[^/\\]{0,200}\.json$/i`,
    bound: 'at most 200 repetitions',
  },
  {
    literal: String.raw`/osv[^/\\]{0,200}\.json$/i`,
    bound: 'at most 200 repetitions',
  },
  {
    literal: String.raw`/\b(retry|retries)\s*:\s*([^\n,}]{0,200}?\d[^\n,}]*)/g`,
    bound: 'at most 200 repetitions before the digit; the rest of the line is one match',
  },
  {
    literal: String.raw`/hash = "sha256:|git\+?[^"]{0,2000}#[0-9a-f]{40}|\?rev=|git = /`,
    bound: 'at most 2,000 repetitions',
  },
  {
    literal: String.raw`/(?<=https?:\/\/[^\s?#"'<>]{1,2000})[?#][^\s"'<>]*/g`,
    bound: 'at most 2,000 repetitions before each mark',
  },
  {
    literal: String.raw`/[[(][^\])]*[\])](?:\.\.\.)?/g`,
    bound: 'the help of our own commands',
  },
  {
    literal: '/(--[a-z-]+) (?=[A-Z])/g',
    bound: 'the help of our own commands',
  },
  {
    literal: String.raw`/<([^>]*)>;\s*rel="next"/`,
    bound: 'a header has at most 16 KiB (Node, --max-http-header-size)',
  },
  {
    literal: String.raw`/<([^>]*)>;\s*rel="last"/`,
    bound: 'a header has at most 16 KiB (Node, --max-http-header-size)',
  },
  {
    literal: String.raw`/\B(?=(?:\d{3})+$)/g`,
    bound: 'a number has at most 25 characters',
  },
  {
    literal: String.raw`/\.?0+$/`,
    bound: 'a number as text has at most a few hundred digits',
  },
  {
    literal: '/0+$/',
    bound: 'a number as text has at most a few hundred digits',
  },
  {
    literal: String.raw`/\s*\(#\d+\)\s*$/`,
    bound: 'a heading is cut to 500 characters, a title has at most 256 (GitHub)',
  },
  {
    literal: String.raw`/[\s:–—\-|·]+(?:plan)?$/i`,
    bound: 'a heading is cut to 500 characters, a title has at most 256 (GitHub)',
  },
  {
    literal: String.raw`/^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/`,
    bound: 'a line of a plan is cut to 1,000 characters',
  },
  {
    literal: String.raw`/!?\[([^\]]*)\]\([^)]*\)/g`,
    bound: 'an item of a plan is cut to 500 characters',
  },
  {
    literal: String.raw`/(?:junit|nunit|xunit|pytest|testng|test-?results?)[^/]*\.xml$|^test-[^/]*\.xml$/i`,
    bound: 'the last 255 characters of a name',
  },
  {
    literal: String.raw`/\.(?:trx|tap)$|(?:ctrf|go-?test|test-?report)[^/]*\.jsonl?$/i`,
    bound: 'the last 255 characters of a name',
  },
  {
    literal: String.raw`/(?:coverage|cobertura|jacoco|clover|opencover)[^/]*\.(?:xml|json|info|lcov)$/i`,
    bound: 'the last 255 characters of a name',
  },
  {
    literal: String.raw`/\.sarif$|(?:audit|trivy|grype|osv|gitleaks|bandit)[^/]*\.json$/i`,
    bound: 'the last 255 characters of a name',
  },
  {
    literal: String.raw`/(?:^|[^a-z])(?:s?bom|cdx|spdx)[^/]*\.json$/i`,
    bound: 'the last 255 characters of a name',
  },
  {
    literal: String.raw`/bench(?:mark)?[^/]*\.json$/i`,
    bound: 'the last 255 characters of a name',
  },
  {
    literal: String.raw`/^ERROR: Coverage for (lines|branches|statements|functions) \((\d+(?:\.\d+)?)%\) does not meet (?:global |"[^"]*" )?threshold \((\d+(?:\.\d+)?)%\)/`,
    bound: 'a line of a log is cut to 1,000 characters',
  },
  {
    literal: String.raw`/^(ok|FAIL) {0,2}\t(\S+)\t?(.*)$/`,
    bound: 'a line of a log is cut to 1,000 characters',
  },
  {
    literal: String.raw`/([A-Za-z][A-Za-z ]*)(?:=|:\s*)(\d+)/g`,
    bound: 'a line of a log is cut to 1,000 characters',
  },
  {
    literal: String.raw`/[^\p{L}\p{N})\]"'${'`'}]+\S*$/u`,
    bound: 'a message is cut to 300 characters',
  },
  {
    literal: String.raw`/^(?:v?\d+|[\w.]+(?:-[\w.]+)*-(?:v\d+|\d+\.\d+))(?:\.\d+)*(?:[-.+]?(?:alpha|beta|rc|pre|dev)?[-.]?\d*)?$/i`,
    bound: 'a version has at most 255 characters',
  },
  {
    literal: String.raw`/[A-Za-z0-9+/=]{0,15}(?:[\s"',]|\\[nrt]|\+(?=[\s"'])){0,20}-----END [A-Z0-9 ]{0,60}-----/y`,
    bound: 'at most 300 repetitions, at one place',
  },
  {
    literal: String.raw`/[A-Za-z0-9+/=\s\\"',]{0,20000}-----END [A-Z0-9 ]{0,60}-----/y`,
    bound: 'at most 20,000 repetitions, at one place',
  },
  {
    literal: String.raw`/[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{20,}/g`,
    bound: '14 repetitions before a literal, and what follows is one match',
  },
  {
    literal: String.raw`/\(\(([^)]{0,200})\)/g`,
    bound: 'at most 200 repetitions',
  },
  {
    start: '/PRIVATE KEY|',
    bound: 'at most 512 repetitions: the hints of the table of secrets',
  },
];

/** Files that construct a regular expression in a function, with what they put into it. */
export const CONSTRUCTED = {
  'lib/redact.ts': 'the hints of our own table, when it is loaded',
  'lib/secret-patterns.ts': 'rows of our own table, when it is loaded',
  'model/audit-paths.ts': 'the segments of `docs-path` as literals, and one group',
  'cli/audit-summary.ts': 'two texts of our own, no repetition',
  'cli/audit-command.ts':
    'our own expression of a repository name, anchored; an argument of the command line',
  'workflow/parse/known-values.ts': 'our own expression, anchored at the start',
  'workflow/runtimes/runtime-version.ts': 'names of our own table, anchored at the start',
  'workflow/thresholds/threshold-commands.ts': 'names of our own table, no repetition',
};
