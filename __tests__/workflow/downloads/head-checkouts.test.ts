import { expect, it } from '@jest/globals';
import { headCheckouts } from '../../../src/workflow/downloads/head-checkouts.ts';
import { workflowOf } from '../fixture-files.ts';

const action = (steps: string, more = '') =>
  workflowOf(
    `name: a\n${more}runs:\n  using: composite\n  steps:\n    - ${steps}\n`,
    'act/action.yml',
  );

/** Lines of the checkouts of the head; the first step is on line 5. */
function checkouts(
  event: string,
  steps: readonly string[],
  ...others: ReturnType<typeof action>[]
) {
  const list = steps.map((step) => `      - ${step}\n`).join('');
  const workflow = workflowOf(`on: ${event}\njobs:\n  a:\n    steps:\n${list}`);
  return headCheckouts(workflow, [workflow, ...others]).map(({ line }) => line);
}

const HEAD = '${{ github.event.pull_request.head.sha }}';
const checkout = (ref: string) => `{ uses: actions/checkout@v4, with: { ref: "${ref}" } }`;

it.each([
  ['a command', ['run: gh pr checkout ${{ github.event.number }}'], [5]],
  ['a fetch', ['run: git fetch origin pull/${{ github.event.number }}/head'], [5]],
  [
    'the environment of the step',
    [`{ uses: actions/checkout@v4, env: { R: "${HEAD}" }, with: { ref: "\${{ env.R }}" } }`],
    [5],
  ],
  ['GITHUB_ENV', [`run: echo "REF=${HEAD}" >> $GITHUB_ENV`, checkout('${{ env.REF }}')], [6]],
  [
    'an output',
    [
      `{ id: r, run: 'echo "sha=${HEAD}" >> $GITHUB_OUTPUT' }`,
      checkout('${{ steps.r.outputs.sha }}'),
    ],
    [6],
  ],
  [
    'another variable',
    [`run: echo "OTHER=${HEAD}" >> $GITHUB_ENV`, checkout('${{ env.REF }}')],
    [],
  ],
  ['an index', [checkout("${{ github.event['pull_request']['head'].sha }}")], [5]],
  ['format', [checkout("${{ format('refs/pull/{0}/merge', github.event.number) }}")], [5]],
  [
    'an action and an input in another spelling',
    ['{ uses: Actions//Checkout/@v4, with: { REF: "${{ github.head_ref }}" } }'],
    [5],
  ],
  ['the base', [checkout('${{ github.event.pull_request.base.sha }}')], []],
])('finds the head that is checked out by %s', (_, steps, expected) => {
  expect(checkouts('pull_request_target', steps)).toEqual(expected);
});

it('finds the head in an action that gets it from an output', () => {
  const steps = [
    `{ id: r, run: 'echo "sha=${HEAD}" >> $GITHUB_OUTPUT' }`,
    '{ uses: ./act, with: { ref: "${{ steps.r.outputs.sha }}" } }',
  ];
  const act = action('{ uses: actions/checkout@v4, with: { ref: "${{ inputs.ref }}" } }');
  expect(checkouts('pull_request_target', steps, act)).toEqual([6]);
});

it('finds the head that is an output of an action of the repository', () => {
  const steps = ['{ id: r, uses: ./act }', checkout('${{ steps.r.outputs.sha }}')];
  const act = action(`{ id: x, run: 'echo "sha=${HEAD}" >> $GITHUB_OUTPUT', shell: bash }`);
  expect(checkouts('pull_request_target', steps, act)).toEqual([6]);
});

it('does not take a check of who comments for one of who opens a pull request', () => {
  const steps = [
    "{ run: gh pr checkout 1, if: github.event.comment.author_association == 'OWNER' }",
  ];
  expect(checkouts('[issue_comment, pull_request_target]', steps)).toEqual([5]);
});

it.each([
  [['run: gh pr checkout ${{ github.event.issue.number }}'], [5]],
  [[checkout('refs/pull/${{ github.event.issue.number }}/merge')], [5]],
  [
    [
      '{ id: b, uses: xt0rted/pull-request-comment-branch@v3 }',
      checkout('${{ steps.b.outputs.head_sha }}'),
    ],
    [6],
  ],
  [['uses: actions/checkout@v4', 'run: npm test'], []],
  [["{ run: gh pr checkout 1, if: github.event.comment.author_association == 'OWNER' }"], []],
  [["{ run: gh pr checkout 1, if: github.event.comment.author_association != 'NONE' }"], []],
  [["{ run: gh pr checkout 1, if: github.event.comment.author_association == 'NONE' }"], [5]],
  [[`{ run: gh pr checkout 1, if: "github.actor == 'renovate[bot]'" }`], [5]],
  [["{ run: gh pr checkout 1, if: github.actor == 'a' || true }"], [5]],
  [["{ run: echo, if: github.actor == 'a' }", 'run: gh pr checkout 1'], [6]],
  [['uses: actions-cool/check-user-permission@v2', 'run: gh pr checkout 1'], []],
])(
  'finds the head that a comment checks out by %j, unless it asks for a member',
  (steps, expected) => {
    expect(checkouts('issue_comment', steps)).toEqual(expected);
  },
);

it.each([
  ["github.event.workflow_run.event == 'push'", []],
  [
    "github.event.workflow_run.conclusion == 'success' && github.event.workflow_run.event == 'push'",
    [],
  ],
  [`contains(fromJSON('["push","schedule"]'), github.event.workflow_run.event)`, []],
  [
    "github.event.workflow_run.event == 'push' || github.event.workflow_run.conclusion == 'success'",
    [6],
  ],
  ["github.event.workflow_run.event != 'pull_request'", [6]],
  [
    `!contains(fromJSON('["pull_request","pull_request_target","pull_request_review","issue_comment"]'), github.event.workflow_run.event)`,
    [6],
  ],
  ["${{ github.event.workflow_run.event == 'push' }} ", [6]],
  ["github.repository == 'o/r'", [6]],
])('finds the head of another run unless only a push may start it: %s', (condition, expected) => {
  const step = checkout('${{ github.event.workflow_run.head_sha }}');
  const workflow = workflowOf(
    `on: workflow_run\njobs:\n  a:\n    if: ${JSON.stringify(condition)}\n    steps:\n      - ${step}\n`,
  );
  expect(headCheckouts(workflow).map(({ line }) => line)).toEqual(expected);
});

it.each([
  ['', []],
  ["if: github.event.issue.state == 'open'", []],
  ['if: always()', [9]],
])(
  'relies on a needed job that asks for a member, if the job may not run without it: %j',
  (condition, expected) => {
    const workflow = workflowOf(
      `on: issue_comment\njobs:\n  ask:\n    if: github.event.comment.author_association == 'OWNER'\n    steps: [{ run: 'true' }]\n  a:\n    needs: ask\n    ${condition}\n    steps: [{ run: gh pr checkout 1 }]\n`,
    );
    expect(headCheckouts(workflow).map(({ line }) => line)).toEqual(expected);
  },
);
