import { SUMMARY_LIMIT, sizeIn } from '../render/markdown/size.ts';
import { linksFrom } from './links.ts';
import { failed, type Publisher } from './publisher.ts';

const publisher = 'summary';

/** Writes the job summary: the full audit, and what was published where or why not. */
export const jobSummary: Publisher = {
  name: publisher,
  async publish(job, earlier) {
    const links = linksFrom(job, earlier);
    const page = job.render(links).summary;
    const size = sizeIn(SUMMARY_LIMIT.unit, page);
    // The runner discards a larger summary, and the step still succeeds.
    if (size > SUMMARY_LIMIT.max) {
      return failed(publisher, `the summary has ${size} bytes, over ${SUMMARY_LIMIT.max}`);
    }
    await job.results.summary(page);
    return { publisher, state: 'published', url: links.run };
  },
};
