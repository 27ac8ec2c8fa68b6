import type { Comment } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import { milestoneDescription } from './milestone-description.ts';
import type { PublishJob } from './publisher.ts';

type Checked = Promise<Result<string | undefined>>;

/** The last check for changes, which takes no round trip of its own. */
export interface CheckAlong {
  /** Returns a job whose comment starts the check. */
  withComment(job: PublishJob): PublishJob;
  /** Returns the result of the check that started with the comment, or checks now. */
  result(): Checked;
}

/**
 * Starts the check when the comment is sent: what changes earlier is seen, and only the answer to the
 * comment is awaited before the final status. Each attempt to write the comment starts the check again,
 * because a repeated one may have waited for minutes. After a failed write the comments are read again,
 * and a milestone is linked after the comment: the check then comes last.
 */
export function checkAlong(check: () => Checked): CheckAlong {
  let started: Checked | undefined;
  function start(): void {
    started = check();
    // Where nothing asks for it, as when the comment is refused, nothing needs the rejection.
    started.catch(() => undefined);
  }
  const along = async (write: (sent: () => void) => Promise<Result<Comment>>) => {
    const written = await write(start);
    // Without the permission, or in a locked conversation, nothing more is tried.
    const ends = written.ok || ['forbidden', 'refused'].includes(written.error.kind);
    if (!ends) started = undefined;
    return written;
  };
  return {
    withComment(job) {
      if (milestoneDescription.wanted?.(job.config) === true) return job;
      const { createComment, updateComment } = job.forge;
      const forge: PublishJob['forge'] = {
        ...job.forge,
        createComment: (issue, body) => along((sent) => createComment(issue, body, sent)),
        updateComment: (id, body) => along((sent) => updateComment(id, body, sent)),
      };
      return { ...job, forge };
    },
    result: () => started ?? check(),
  };
}
