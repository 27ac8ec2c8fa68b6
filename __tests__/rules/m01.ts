import type { Story } from './story.ts';

/** The story of the first audit: 17 tests pass, 18 fail in two files, known and deferred to M02. */
const apiTests = [
  ...['a', 'b', 'c', 'd'].map((name) => `test/test_img2img.py › TestImg › ${name}`),
  ...'abcdefghijklmn'.split('').map((name) => `test/test_txt2img.py › TestTxt › ${name}`),
];

export const M01: Story = {
  runs: [
    {
      workflow: 'Linter',
      id: 1,
      path: '.github/workflows/lint.yml',
      attempts: [{ lint: { ruff: 'success' } }],
    },
    {
      workflow: 'Tests',
      id: 2,
      path: '.github/workflows/tests.yml',
      attempts: [
        {
          test: {
            'Start server': 'success',
            'Run pytest': 'failure',
            Coverage: 'skipped',
            Upload: 'success',
          },
        },
      ],
    },
  ],
  tests: [{ run: 2, passed: 17, failed: apiTests }],
  deferrals: [{ id: 'D-1', tests: ['*img2img*', '*txt2img*'], until: 'M02' }],
};
