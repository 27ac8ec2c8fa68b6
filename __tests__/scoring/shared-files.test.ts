import { expect, it } from '@jest/globals';
import { present } from '../../src/model/evidence.ts';
import type { WorkflowFile } from '../../src/model/workflow.ts';
import { withSharedFiles } from '../../src/scoring/evidence-values.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { bundleOf } from './any-bundle.ts';

const TEXT = 'on: push\njobs:\n  a:\n    steps:\n      - run: pytest\n';
const file = (path: string, blob: string): WorkflowFile => readWorkflow(path, blob, TEXT);
const repository = (workflows: readonly WorkflowFile[]) =>
  present({ commit: 'c', workflows, settings: [], locks: [] }, { what: 'files' });

it('shares files with the same path and blob only', () => {
  const head = [file('a.yml', '1'), file('b.yml', '2'), file('c.yml', '')];
  const base = [file('a.yml', '1'), file('b.yml', '3'), file('c.yml', ''), file('d.yml', '1')];
  const bundle = bundleOf([{}, 'pull-request']);
  const evidence = { ...bundle.evidence, files: repository(head), baseFiles: repository(base) };
  const { baseFiles } = withSharedFiles({ ...bundle, evidence }).evidence;
  const now = baseFiles.state === 'present' ? baseFiles.value.workflows : [];
  expect(now).toEqual(base);
  expect(now.map((one) => head.includes(one))).toEqual([true, false, false, false]);
});
