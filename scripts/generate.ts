import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generatedFiles } from './reference/pages.ts';

/* Writes what is made from the source and committed: JSON Schemas and reference pages. */
for (const [path, text] of Object.entries(await generatedFiles())) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
