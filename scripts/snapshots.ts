import {
  difference,
  leftovers,
  removeLeftovers,
  snapshots,
  UPDATE,
  update,
} from '../__tests__/snapshots/snapshots.ts';

/**
 * Shows what has changed in the audits, documents, comments and summaries of the recorded evidence,
 * and ends with 1 when something has. With `--update` it records them as they are now.
 *
 *     node scripts/run-typescript.mjs scripts/snapshots.ts [--update]
 */
async function show(): Promise<void> {
  const changed: string[] = [];
  for (const [folder, name] of snapshots()) {
    const text = await difference(folder, name);
    if (text !== '') changed.push(name);
    process.stdout.write(text);
  }
  const gone = leftovers();
  for (const name of gone) console.log(`expected/${name} has no evidence`);
  const { length } = changed;
  console.error(`${length} of ${snapshots().length} snapshots changed${length > 0 ? ':' : ''}`);
  for (const name of changed) console.error(`  ${name}`);
  if (length + gone.length === 0) return;
  console.error(`If the change is intended: ${UPDATE}`);
  process.exitCode = 1;
}

// A pager that is closed early wants no more.
process.stdout.on('error', () => process.exit(1));
const [option, ...more] = process.argv.slice(2);
if (more.length > 0 || (option !== undefined && option !== '--update')) {
  console.error('usage: npm run snapshots [-- --update]');
  process.exitCode = 2;
} else if (option === undefined) {
  await show();
} else {
  removeLeftovers();
  for (const [folder, name] of snapshots()) await update(folder, name);
}
