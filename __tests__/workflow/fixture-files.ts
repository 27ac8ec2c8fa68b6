import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workflow, WorkflowFile } from '../../src/model/workflow.ts';
import { readAction, readWorkflow } from '../../src/workflow/parse/read-workflow.ts';

const folder = join(import.meta.dirname, '..', 'fixtures', 'workflows');

export interface Fixture {
  readonly name: string;
  readonly text: string;
}

/** The valid workflows and actions that the reader is tried on. */
export function fixtures(): readonly Fixture[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** A fixture by its name without `.yml`. */
export function fixtureText(name: string): string {
  return readFileSync(join(folder, `${name}.yml`), 'utf8');
}

export function readFixture({ name, text }: Fixture): WorkflowFile {
  const path = `.github/workflows/${name}`;
  return name.startsWith('action-')
    ? readAction(path, 'blob', text)
    : readWorkflow(path, 'blob', text);
}

/** The workflow of a text that is known to be readable. */
export function workflowOf(text: string, path = '.github/workflows/ci.yml'): Workflow {
  const file = /action\.ya?ml$/.test(path)
    ? readAction(path, 'b', text)
    : readWorkflow(path, 'b', text);
  if (file.state !== 'present') throw new Error(`${path}:${file.line}: ${file.why}`);
  return file.workflow;
}
