import { sizeIn, summaryLimit } from '../render/markdown/size.ts';
import { linksFrom } from './links.ts';
import type { Publisher } from './publisher.ts';
import { failed } from './receipts.ts';

const publisher = 'summary';

/** The job summary: the whole audit, where everything was published, and what was not and why. */
export const jobSummary: Publisher = {
  name: publisher,
  async publish(job, earlier) {
    const links = linksFrom(job, earlier);
    const page = job.render(links).summary;
    const size = sizeIn(summaryLimit.unit, page);
    // The runner drops a bigger one whole, and the step still succeeds.
    if (size > summaryLimit.max) {
      return failed(publisher, `the summary has ${size} bytes, over ${summaryLimit.max}`);
    }
    await job.results.summary(page);
    return { publisher, state: 'published', url: links.run };
  },
};
