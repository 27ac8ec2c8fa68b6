import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Audit } from '../../src/model/audit.ts';
import type { ActionEnd } from '../runner/run-action.ts';
import { loadStory, type Sandbox, startSandbox } from '../start-sandbox.ts';
import { auditOnce } from './audit-once.ts';
import { organizationDemo } from './organization.ts';
import { renderPage } from './page.ts';
import { printAudit } from './print-audit.ts';
import { signStatement } from './sign-statement.ts';

/**
 * `npm run demo [STORY]` (`organization` is a roll-up instead): an embedded GitHub serves a story, the shipped bundle audits it as the
 * runner would start it, once when CI has finished and once after the merge.
 */
async function demo(story: string, out: string): Promise<number> {
  const sandbox = await startSandbox(loadStory(join('sandbox', 'stories', story)));
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-demo-'));
  try {
    say(`The story “${story}” is served at ${sandbox.url}; nothing else is reached.`);
    const ends = await audits(sandbox, folder);
    const [first, last] = [ends[0], ends.at(-1)];
    // A red verdict is a result like any other; only an audit that did not happen is a failure.
    if (!first?.outputs['json-file'] || !last?.outputs['json-file']) return 1;
    const written = await keep(sandbox, first, last, out);
    printAudit(JSON.parse(await readFile(last.outputs['json-file'], 'utf8')), say);
    say('');
    if (!(await signAndVerify(last, folder))) return 1;
    say('');
    say(`Written to ${out}: ${written.join(', ')}. Open index.html in a browser.`);
    say(`${sandbox.requests.length} requests, ${ends.map(seconds).join(' and ')}.`);
    return 0;
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What happens in the story: a pull request that is merged, or a milestone that is closed by hand. */
async function audits(sandbox: Sandbox, folder: string): Promise<readonly ActionEnd[]> {
  const during = (name: string): string => join(folder, name);
  if (sandbox.world.pulls.length === 0) {
    const title = 'A maintainer closes the milestone';
    return [await audit(sandbox, during('dispatch'), 'workflow_dispatch', title)];
  }
  const finished = 'CI of the pull request has finished';
  const first = await audit(sandbox, during('pull-request'), 'workflow_run', finished);
  sandbox.merge();
  return [first, await audit(sandbox, during('push'), 'push', 'The pull request was merged')];
}

async function audit(
  sandbox: Sandbox,
  folder: string,
  event: 'workflow_run' | 'push' | 'workflow_dispatch',
  title: string,
): Promise<ActionEnd> {
  say('');
  say(`── ${title} (${event})`);
  const end = await auditOnce(sandbox, folder, event, say);
  say(`   the step ends with exit code ${end.exitCode}`);
  return end;
}

/** Signs what was proven as a run of the repository's workflow would, and verifies it offline. */
async function signAndVerify({ outputs }: ActionEnd, folder: string): Promise<boolean> {
  const { 'json-file': json = '', 'svr-file': statement = '' } = outputs;
  const audit = JSON.parse(await readFile(json, 'utf8')) as Audit;
  const workflow = '.github/workflows/standard-formats.yml';
  const identity = {
    repository: audit.repository_url ?? '',
    commit: audit.commits.audited,
    workflow,
    run: 4711,
  };
  say('── The statement is signed with a mock identity and verified offline');
  const signed = await signStatement(await readFile(statement, 'utf8'), identity);
  const [bundle, root] = [join(folder, 'bundle.json'), join(folder, 'trusted-root.json')];
  await writeFile(bundle, signed.bundle);
  await writeFile(root, signed.trustedRoot);
  const verified = spawnSync(
    process.env['MILESTONE_AUDIT_NODE'] || process.execPath,
    [
      ...[resolve('dist/cli.js'), 'verify', '--bundle', bundle, '--audit', json],
      ...['--evidence', outputs['evidence-file'] ?? '', '--trusted-root', root],
      ...['--signer-workflow', workflow, '--run', String(identity.run)],
    ],
    { encoding: 'utf8' },
  );
  say(`${verified.stdout}${verified.stderr}`.trimEnd().replace(/^/gm, '   '));
  return verified.status === 0;
}

/** Writes what the audits left, and a page that shows it; returns the names of the files. */
async function keep(
  sandbox: Sandbox,
  first: ActionEnd,
  last: ActionEnd,
  out: string,
): Promise<readonly string[]> {
  const { world } = sandbox;
  const pull = world.pulls[0];
  const comment = world.comments.find((one) => one.issue === pull?.number)?.body;
  const document = await readFile(last.outputs['markdown-file'] ?? '', 'utf8');
  const json = await readFile(last.outputs['json-file'] ?? '', 'utf8');
  const id = last.outputs['milestone'] ?? 'M01';
  const status = world.statuses.at(-1);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const page = renderPage({
    title: `${id} audit`,
    seen:
      comment === undefined
        ? { name: 'Summary of the job', markdown: first.summary }
        : { name: 'Comment on the pull request', markdown: comment },
    document,
    status: {
      state: status?.state ?? '',
      context: status?.context ?? '',
      description: status?.description ?? '',
    },
    commit: `docs/milestones/${id}/${id}_audit.md · committed to ${world.repo.defaultBranch}${pull === undefined ? '' : ' after the merge'}`,
  });
  const files = {
    ...(comment === undefined ? {} : { 'comment.md': comment }),
    'summary.md': first.summary,
    [`${id}_audit.md`]: document,
    [`${id}_audit.json`]: json,
    'index.html': page,
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(out, name), text)));
  return Object.keys(files);
}

function seconds(end: ActionEnd): string {
  return `${(end.milliseconds / 1000).toFixed(1)} s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const [, , story = 'm01'] = process.argv;
process.exitCode =
  story === 'organization'
    ? await organizationDemo(join('demo', 'organization'), say)
    : await demo(story, 'demo');
