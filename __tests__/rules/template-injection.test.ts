import { expect, it } from '@jest/globals';
import { templateInjection } from '../../src/rules/template-injection.ts';
import { injectionsIn } from '../../src/workflow/template-injection.ts';
import { workflowOf } from '../workflow/fixture-files.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';

const TITLE = '${{ github.event.issue.title }}';

const on = (event: string, step: string, job = '') =>
  `on: ${event}\njobs:\n  a:\n${job}    steps:\n      - ${step}\n`;
const level = (event: string, step: string, job?: string) =>
  levelIn(templateInjection, { workflow: on(event, step, job) });
const found = (step: string) =>
  injectionsIn([workflowOf(on('issues', step))]).map(({ line, expression }) => [line, expression]);

it('earns each level by who can choose the text', () => {
  expect([
    level('issues', 'run: echo a'),
    level('pull_request', 'run: echo "${{ github.head_ref }}"'),
    level('push', 'run: echo "${{ github.event.head_commit.message }}"'),
    level('issues', `run: echo "${TITLE}"`, "    if: github.actor == 'own'\n"),
    level('issues', `run: echo "${TITLE}"`),
  ]).toEqual([5, 3, 2, 1, 0]);
});

it.each([
  ["github.event.issue.author_association == 'MEMBER'", 1],
  [`contains(fromJSON('["a","b"]'), github.event.issue.user.login)`, 1],
  ["github.event.label.name == 'x' || github.actor == 'a'", 1],
  ['!github.event.pull_request.head.repo.fork', 1],
  ["github.actor == 'a' || github.event.action == 'opened'", 0],
  ["contains('anna,ben', github.event.issue.user.login)", 0],
  ["github.event.issue.author_association == 'NONE'", 0],
  ["github.actor == 'renovate[bot]'", 0],
  ['github.event.pull_request.head.repo.fork', 0],
  ["${{ github.actor == 'a' }} && ${{ true }}", 0],
])('takes only a condition that keeps strangers out for one: %s', (condition, expected) => {
  const job = `    if: "${condition.replaceAll('"', '\\"')}"\n`;
  expect(level('issues', `run: echo "${TITLE}"`, job)).toBe(expected);
});

it.each([
  ['a script', `run: echo "${TITLE}"`],
  ['a shell', `{ run: a, shell: 'bash -c "${TITLE}" {0}' }`],
  [
    'a script of github-script',
    `{ uses: actions/github-script@v7, with: { script: 'a("${TITLE}")' } }`,
  ],
  ['a fallback', 'run: echo "${{ github.event.issue.title || \'none\' }}"'],
  ['the environment', `{ run: 'echo "\${{ env.T }}"', env: { T: '${TITLE}' } }`],
])('finds the title of an issue in %s', (_, step) => {
  expect(found(step)).toEqual([[5, 'github.event.issue.title']]);
});

it.each([
  ['a variable of the shell', `{ run: 'echo "$T"', env: { T: '${TITLE}' } }`],
  ['an input that is no code', `{ uses: a/b@v1, with: { title: '${TITLE}' } }`],
  ['a comparison', "run: echo ${{ github.event.issue.title == 'a' }}"],
  ['a test of its text', "run: echo ${{ contains(github.event.issue.title, 'a') }}"],
  ['a comparison the other way', "run: echo ${{ 'a' == github.event.issue.title }}"],
  [
    'a test of a text with a parenthesis',
    "run: echo ${{ contains(github.event.issue.title, 'a)') }}",
  ],
  ['a condition', "run: echo ${{ github.event.issue.title && 'some' || 'none' }}"],
  ['the condition of case', "run: echo ${{ case(github.event.issue.title == '', 'a', 'b') }}"],
  ['a negation', 'run: echo ${{ !github.event.issue.title }}'],
  ['a hash', 'run: echo ${{ hashFiles(github.event.issue.title) }}'],
  ['a number', 'run: echo ${{ github.event.issue.number }}'],
  ['a SHA', 'run: echo ${{ github.event.pull_request.head.sha }}'],
])('does not find %s', (_, step) => {
  expect(found(step)).toEqual([]);
});

it.each([
  'github.event.comment.body',
  'github.event.review.body',
  'github.event.pull_request.head.ref',
  'github.event.pull_request.head.label',
  'github.event.commits[0].author.email',
  'github.event.commits.*.message',
  'github.event.pages[0].page_name',
  'github.event.workflow_run.head_branch',
  'github.event.discussion.title',
  'toJSON(github.event.issue)',
])('%s is text that others choose', (context) => {
  expect(found(`run: echo "\${{ ${context} }}"`)).toEqual([[5, context]]);
});

it('finds the line inside a block', () => {
  expect(found(`run: |\n          a\n          echo "${TITLE}"`)).toEqual([
    [7, 'github.event.issue.title'],
  ]);
});

it('follows the text into an action and into a called workflow of the repository', () => {
  const given = `{ title: '${TITLE}' }`;
  const files = [
    workflowOf(on('issues', `{ uses: ./act, with: ${given} }`), '.github/workflows/a.yml'),
    workflowOf(
      `on: issues\njobs:\n  b:\n    uses: ./.github/workflows/c.yml\n    with: ${given}\n`,
      '.github/workflows/b.yml',
    ),
    workflowOf(on('workflow_call', 'run: echo ${{ inputs.title }}'), '.github/workflows/c.yml'),
    workflowOf(
      'name: a\nruns:\n  using: composite\n  steps: [{ run: "echo ${{ inputs.title }}" }]\n',
      'act/action.yml',
    ),
  ];
  expect(injectionsIn(files).map(({ path, attacker }) => [path, attacker])).toEqual([
    ['.github/workflows/c.yml', 'anyone'],
    ['act/action.yml', 'anyone'],
  ]);
});

it('cites the line, the expression and the event', () => {
  expect(find(templateInjection, { workflow: on('issues', `run: echo "${TITLE}"`) })).toMatchObject(
    {
      measured: '1 expression with outside text in code, first github.event.issue.title on issues',
      proof: [{ source: { line: 5 } }],
    },
  );
});

it('is not applicable without workflow files', () => {
  expect(levelIn(templateInjection, {})).toBe('not-applicable');
});

reachesEveryLevel(templateInjection);

it.each([
  ["github.event['issue']['title']", 'github.event.issue.title'],
  ["github['event'].issue.title", 'github.event.issue.title'],
  ['GitHub.Event.Issue.Title', 'GitHub.Event.Issue.Title'],
  ["github [ 'event' ] . issue.title", 'github.event.issue.title'],
  ["github[format('{0}', 'event')].issue.title", 'github.*.issue.title'],
  ["fromJSON(format('{0}', github.event.issue.body))", 'github.event.issue.body'],
  ["join(github.event.issue.*, ' ')", 'toJSON(github.event.issue.*)'],
  ['toJSON(github.event.*.title)', 'toJSON(github.event.*.title)'],
  ["case(github.actor == 'a', github.event.issue.title, '')", 'github.event.issue.title'],
  ['github.event.issue.title + 1', '${{ github.event.issue.title + 1 }}'],
  [
    'github.event.pull_request.head.repo.description',
    'github.event.pull_request.head.repo.description',
  ],
])('finds the text of %s', (expression, name) => {
  expect(found(`run: echo "\${{ ${expression} }}"`)).toEqual([[5, name]]);
});

const steps = (...all: readonly string[]) =>
  injectionsIn([
    workflowOf(
      `on: issues\njobs:\n  a:\n    steps:\n${all.map((one) => `      - ${one}\n`).join('')}`,
    ),
  ]).map(({ line, expression }) => [line, expression]);
const use = 'run: echo ${{ steps.t.outputs.title }}';

it('follows the text through an output of a script', () => {
  const written = `{ id: t, run: 'echo "title=$T" >> "$GITHUB_OUTPUT"', env: { T: '${TITLE}' } }`;
  expect(steps(written, use)).toEqual([[6, 'steps.t.outputs.title']]);
});

it('follows the text through the former command for variables', () => {
  const written = `{ run: 'echo "::set-env name=S::$T"', env: { T: '${TITLE}' } }`;
  expect(steps(written, 'run: echo ${{ env.S }}')).toEqual([[6, 'env.S']]);
});

it('does not find an output that holds another value of the step', () => {
  const written = `{ id: t, run: 'echo "title=$N" >> "$GITHUB_OUTPUT"', env: { T: '${TITLE}', N: 1 } }`;
  expect(steps(written, use)).toEqual([]);
});

it('finds the names of files and branches that an action has as outputs', () => {
  const files = '{ id: t, uses: tj-actions/changed-files@v47 }';
  const loop = 'run: for f in ${{ steps.t.outputs.all_changed_files }}; do echo; done';
  const count = 'run: echo ${{ steps.t.outputs.any_changed }}';
  expect(steps(files, loop, count)).toEqual([[6, 'steps.t.outputs.all_changed_files']]);
});

const script = (code: string) =>
  `{ id: t, uses: actions/github-script@v7, with: { script: ${JSON.stringify(code)} } }`;

it.each<[string, string, string, readonly unknown[]]>([
  [
    'GITHUB_ENV',
    `{ run: 'echo "T=$X" >> $GITHUB_ENV', env: { X: '${TITLE}' } }`,
    'run: echo ${{ env.T }}',
    [[6, 'env.T']],
  ],
  [
    'a variable of the shell after GITHUB_ENV',
    `{ run: 'echo "T=$X" >> $GITHUB_ENV', env: { X: '${TITLE}' } }`,
    'run: echo "$T"',
    [],
  ],
  [
    'a here-document',
    `{ id: t, run: "echo 'title<<E' >> $GITHUB_OUTPUT\\necho $X >> $GITHUB_OUTPUT", env: { X: '${TITLE}' } }`.replace(
      '\\\\n',
      '\\n',
    ),
    use,
    [[6, 'steps.t.outputs.title']],
  ],
  [
    'a shorter copy',
    `{ id: t, run: "S=\${X:0:9}\\necho title=$S >> $GITHUB_OUTPUT", env: { X: '${TITLE}' } }`,
    use,
    [[6, 'steps.t.outputs.title']],
  ],
  [
    'github-script',
    script("const x = context.payload.issue.title;\ncore.setOutput('title', x)"),
    use,
    [[6, 'steps.t.outputs.title']],
  ],
  [
    'a number of github-script',
    script("core.setOutput('title', context.payload.issue.number)"),
    use,
    [],
  ],
])('follows the text through %s', (_, first, second, expected) => {
  expect(steps(first, second)).toEqual(expected);
});

it('follows the text through the outputs of a job and of an action', () => {
  const write = `{ id: t, run: 'echo "title=$T" >> $GITHUB_OUTPUT', shell: bash, env: { T: '${TITLE}' } }`;
  const files = [
    workflowOf(
      `on: issues
jobs:
  b: { needs: a, steps: [{ run: 'echo \${{ needs.a.outputs.name }}' }] }
  a:
    outputs: { name: '\${{ steps.t.outputs.title }}' }
    steps:
      - ${write}
      - { id: u, uses: ./act }
      - run: echo \${{ steps.u.outputs.it }}
`,
      '.github/workflows/a.yml',
    ),
    workflowOf(
      `name: a\noutputs: { it: { value: '\${{ steps.t.outputs.title }}' } }\nruns:\n  using: composite\n  steps: [${write}]\n`,
      'act/action.yml',
    ),
  ];
  expect(injectionsIn(files).map(({ line, expression }) => [line, expression])).toEqual([
    [3, 'needs.a.outputs.name'],
    [9, 'steps.u.outputs.it'],
  ]);
});
