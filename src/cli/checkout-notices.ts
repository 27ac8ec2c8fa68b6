import type { Checkout } from '../local/checkout.ts';
import { readWorkTree } from '../local/work-tree.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';

/** The bundle with what is to be said of the checkout itself, before what collecting noticed. */
export async function withNotices(
  checkout: Checkout,
  bundle: EvidenceFile,
  notices: readonly string[],
): Promise<EvidenceFile> {
  const { milestone, commits } = bundle.target;
  const none =
    milestone.id === 'NONE'
      ? [
          'no config, branch, subject or tag names a milestone: this is an audit outside any; name one with --milestone M01',
        ]
      : [];
  const tree = commits.head === checkout.head ? await uncommitted(checkout, commits.head) : [];
  const { title, id } = bundle.milestone;
  return {
    ...bundle,
    milestone: { ...bundle.milestone, title: id === 'NONE' && title === id ? '' : title },
    notices: [...none, ...noWorkflow(bundle), ...tree, ...notices, ...bundle.notices],
  };
}

/** Without CI there is little to audit; the way to both is one command. */
function noWorkflow({ evidence: { files } }: EvidenceFile): readonly string[] {
  return files.state === 'present' && files.value.workflows.length === 0
    ? [
        'there is no workflow file; milestone-audit init --dry-run shows what an audit of this repository needs',
      ]
    : [];
}

const MAX_NAMED = 3;

async function uncommitted(checkout: Checkout, head: string): Promise<readonly string[]> {
  const tree = await readWorkTree(checkout);
  if (typeof tree === 'string')
    return [`whether the work tree differs from the commit could not be read: ${tree}`];
  const paths = [...tree.changed, ...tree.untracked];
  if (paths.length === 0) return [];
  const named = paths.slice(0, MAX_NAMED).join(', ');
  const more = paths.length > MAX_NAMED ? ` and ${paths.length - MAX_NAMED} more` : '';
  return [
    `the work tree holds what is not committed (${named}${more}): files are judged as they are in commit ${head.slice(0, 7)}, reports as they lie here`,
  ];
}
