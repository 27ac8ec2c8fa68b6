import { describe, expect, it } from '@jest/globals';
import { INPUT_DEFAULTS } from '../../src/config/defaults.ts';
import { describeProblem } from '../../src/config/problem.ts';
import { isDocumentPath, readSettings } from '../../src/config/settings.ts';

const NOTHING_SAID = {
  reports: [],
  waitMinutes: 10,
  withoutMilestone: 'audit',
  auditKey: '',
  dryRun: false,
};

describe('readSettings', () => {
  it('treats inputs with default values as not set', () => {
    expect(readSettings(INPUT_DEFAULTS)).toEqual({ state: 'valid', settings: NOTHING_SAID });
  });

  it('reads every input that is set', () => {
    const inputs = {
      milestone: ' M02 ',
      workflows: 'Tests\n\n .github/workflows/lint.yml \n',
      artifacts: 'junit-*',
      reports: 'out/*.xml',
      'wait-minutes': '0',
      comment: 'never',
      docs: 'branch:audits/main',
      'docs-path': 'audits/{milestone}.md',
      status: 'both',
      'status-name': 'Audit',
      'fail-on': 'never',
      'minimum-score': '3.5',
      'without-milestone': 'fail',
      evidence: 'none',
      'audit-key': 'api',
      'dry-run': 'True',
    };
    expect(readSettings(inputs)).toEqual({
      state: 'valid',
      settings: {
        milestone: 'M02',
        workflows: ['Tests', '.github/workflows/lint.yml'],
        artifacts: ['junit-*'],
        reports: ['out/*.xml'],
        waitMinutes: 0,
        comment: 'never',
        docs: 'branch:audits/main',
        docsPath: 'audits/{milestone}.md',
        status: 'both',
        statusName: 'Audit',
        failOn: 'never',
        minimumScore: 3.5,
        withoutMilestone: 'fail',
        evidence: 'none',
        auditKey: 'api',
        dryRun: true,
      },
    });
  });

  it('reports all wrong inputs with the allowed values', () => {
    const inputs = {
      comment: 'on-chang',
      'wait-minutes': 'soon',
      'docs-path': '.github/audit.md',
      'audit-key': '../x',
    };
    const read = readSettings(inputs);
    expect(read.state === 'invalid' ? read.problems.map(describeProblem) : read).toEqual([
      'input wait-minutes: `soon` is not a number from 0 to 360',
      'input comment: `on-chang` is not one of always, on-change, on-failure, never; did you mean on-change?',
      'input docs-path: `.github/audit.md` is not a relative path of a `.md` file, inside the repository',
      'input audit-key: `../x` is not up to 41 letters, digits, dots, dashes and underscores',
    ]);
  });
});

it.each([
  '.git/a.md',
  '.GIT/a.md',
  '.git /a.md',
  '.git../a.md',
  '.g\u200cit/a.md',
  'GIT~1/a.md',
  'docs/.git/a.md',
  'docs/git~2/a.md',
  'docs/.git::$INDEX_ALLOCATION/a.md',
  '.GitHub /a.md',
  '.github./a.md',
  'GITHUB~1/a.md',
  'docs/.. /a.md',
  'docs/.../a.md',
])('the document cannot be at %j, which a file system takes for another folder', (path) => {
  expect(isDocumentPath(path)).toBe(false);
});

it('a folder whose name only begins like `.git` can hold the document', () => {
  const paths = ['.gitlab/a.md', 'git/a.md', 'digit~1/a.md', 'docs/.github/a.md', 'a b./c.md'];
  expect(paths.filter((path) => !isDocumentPath(path))).toEqual([]);
});
