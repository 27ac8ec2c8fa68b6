import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ENDPOINTS } from '../../sandbox/faults/endpoints.ts';
import { KINDS } from '../../sandbox/faults/kinds.ts';
import { runCell, Stage } from '../../sandbox/faults/run-cell.ts';

const root = join(import.meta.dirname, '../..');
const stage = new Stage(root, process.env['MILESTONE_AUDIT_ACTION'] || root);

/** Few of the many cells that `npm run faults` goes through: one of each sort of end. */
it.concurrent.each([
  ['issues/create-comment', '422', 'error'],
  ['issues/create-comment', '403 permission', 'success'],
  ['issues/create-comment', 'done, answer lost', 'success'],
  ['graphql: createCommitOnBranch', '502', 'error'],
  ['graphql: files', 'HTML instead', 'success'],
  ['actions/list-workflow-runs', '403 secondary limit', 'error'],
  ['actions/list-workflows', '500', 'failure'],
  ['git/create-blob', '422', 'error'],
  ['git/update-ref', '404', 'error'],
  ['repos/create-commit-status', '500', 'none'],
] as const)(
  'when %s meets %s, every promise holds; the last status is %s',
  async (name, kind, last) => {
    const endpoint = ENDPOINTS.find((one) => one.name === name);
    const fault = KINDS[kind];
    if (endpoint === undefined || fault === undefined) throw new Error('there is no such cell');
    const cell = await runCell(stage, endpoint, kind, fault);
    expect({ last: cell.last, broken: cell.broken }).toEqual({ last, broken: [] });
    expect(cell.asked).toBeGreaterThan(0);
  },
);

it('the matrix has every endpoint and every fault', async () => {
  const page = await readFile(join(root, 'docs/guarantees.md'), 'utf8');
  const size = `${ENDPOINTS.length} endpoints × ${Object.keys(KINDS).length} faults`;
  expect(page).toContain(size);
});
