import type { Receipt } from '../model/world.ts';
import { linksFrom } from './links.ts';
import { type Pages, type Publisher, type PublishJob, urlFrom } from './publisher.ts';

const publisher = 'outputs';

function scoreText(score: number | null): string {
  return score === null ? '' : score.toFixed(1);
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function filesOf(job: PublishJob, pages: Pages): Promise<Readonly<Record<string, string>>> {
  const { paths } = job.audit;
  const stem = nameIn(paths.json).replace(/\.json$/, '');
  // Formats of other tools are a part of the program of their own.
  const { STANDARD_VIEWS } = await import('../render/standards/views.ts');
  const written = async (view: keyof typeof STANDARD_VIEWS, ending: string): Promise<string> => {
    const text = STANDARD_VIEWS[view](job.audit);
    return text === '' ? '' : job.files.write(`${stem}.${ending}`, text);
  };
  return {
    'markdown-file': await job.files.write(nameIn(paths.document), pages.document),
    'json-file': await job.files.write(nameIn(paths.json), pages.json),
    'evidence-file': await job.files.write(
      nameIn(paths.evidence).replace(/\.gz$/, ''),
      job.evidence.text,
    ),
    'sarif-file': await written('sarif', 'sarif'),
    'junit-file': await written('junit', 'junit.xml'),
    'svr-file': await written('svr', 'svr.json'),
    'test-result-file': await written('test-result', 'test-result.jsonl'),
  };
}

function addressesOf(earlier: readonly Receipt[]): Readonly<Record<string, string>> {
  const document = earlier.find((receipt) => receipt.publisher === 'document');
  const sha = document?.state === 'published' ? (document.sha ?? '') : '';
  return {
    'comment-url': urlFrom(earlier, 'comment') ?? '',
    'docs-url': urlFrom(earlier, 'document') ?? '',
    'docs-sha': sha,
  };
}

/** Sets every output except `status-url`, which the status sets. One without a value is empty. */
export const outputs: Publisher = {
  name: publisher,
  async publish(job, earlier) {
    const { audit } = job;
    const pages = job.render(linksFrom(job, earlier));
    const values = {
      milestone: audit.milestone,
      score: scoreText(audit.score),
      'score-max': scoreText(audit.score_max),
      verdict: audit.verdict ?? '',
      outcome: audit.outcome,
      reason: audit.reason,
      'audited-sha': audit.commits.audited,
      ...(await filesOf(job, pages)),
      ...addressesOf(earlier),
    };
    for (const [name, value] of Object.entries(values)) job.results.output(name, value);
    return { publisher, state: 'published', url: '' };
  },
};
