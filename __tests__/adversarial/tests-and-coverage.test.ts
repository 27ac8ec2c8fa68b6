import { describe, expect, it } from '@jest/globals';
import { deleteFile, editFile, readFile, writeFile } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import {
  auditOf,
  bundleOf,
  citedBy,
  composed,
  gateIn,
  issueOf,
  levelIn,
  ruleIn,
} from './audit-of.ts';
import { cobertura, junit } from './honest-reports.ts';
import {
  BASE_RUN,
  BASE_TESTS,
  CI,
  ciRun,
  HEAD_RUN,
  HEAD_TESTS,
  honestStory,
  placeOf,
  startOf,
  storyWith,
  TOPIC,
} from './honest-story.ts';

describe('Lost and skipped tests', () => {
  /* Tests that went missing or were skipped in the change itself, and gates that sank between two milestones. */

  const TESTS = 'test/test_tables.py';

  function withTests(edit: (text: string) => string) {
    return storyWith((story) => editFile(story, TOPIC, TESTS, edit));
  }

  it('a test that the change skips is a weakening with both lines', async () => {
    const audit = await auditOf(
      withTests((text) => `import pytest\n\n\n@pytest.mark.skip\n${text}`),
    );
    expect([levelIn(audit, 'no-weakening'), gateIn(audit, 'Workflows'), audit.verdict]).toEqual([
      0,
      'failed',
      'red',
    ]);
    expect(citedBy(audit, 'no-weakening')).toEqual([`${TESTS}:1`, `${TESTS}:4`]);
    expect(issueOf(audit, 'no-weakening')?.observation).toMatch(/test skipped: .*test_high.*skip/);
  });

  it('a test that is gone, though another one makes up the number, is told', async () => {
    const gone = await auditOf(
      storyWith((story) => {
        writeFile(story, TOPIC, TESTS, 'x = 1\n');
        writeFile(story, TOPIC, 'test/test_more.py', 'def test_low():\n    assert 1\n');
      }),
    );
    expect([levelIn(gone, 'no-weakening'), citedBy(gone, 'no-weakening')]).toEqual([
      0,
      [`${TESTS}:1`],
    ]);
  });

  it('a test that was renamed, or moved to another file, raises no alarm', async () => {
    const moved = storyWith((story) => {
      deleteFile(story, TOPIC, TESTS);
      writeFile(
        story,
        TOPIC,
        'test/unit/test_tide.py',
        'def test_low():\n    pass\n\n\ndef test_high():\n    pass\n',
      );
    });
    const audits = await Promise.all([
      auditOf(withTests((text) => text.replace('test_high', 'test_high_water'))),
      auditOf(moved),
    ]);
    expect(audits.map((audit) => [levelIn(audit, 'no-weakening'), audit.notices])).toEqual([
      [5, []],
      [5, []],
    ]);
  });

  it('reports a gate that was lowered since the last milestone on the pull request', async () => {
    const told = (floor: string) => {
      const story = honestStory();
      const audited = startOf(story);
      const audit = {
        schema: 'milestone-audit/1',
        milestone: 'M01',
        title: 'Begin',
        commits: { base: null, audited, merge: null },
        categories: [],
        rules: [],
        score: 4.9,
        verdict: 'green',
      };
      story.commits.splice(1, 0, {
        branch: 'main',
        message: 'Tune CI',
        author: 'ada',
        at: '2026-05-04T09:00:00Z',
        write: { 'docs/milestones/M01/M01_audit.json': JSON.stringify(audit) },
        delete: [],
      });
      if (floor !== '80') {
        editFile(story, 'main', '.github/workflows/ci.yml', (text) =>
          text.replace('--fail-under=80', `--fail-under=${floor}`),
        );
      }
      return auditOf(story);
    };
    const [sunk, kept] = [await told('79.5'), await told('80')];
    expect([levelIn(sunk, 'no-weakening'), sunk.verdict]).toEqual([0, 'red']);
    expect(issueOf(sunk, 'no-weakening')?.observation).toMatch(
      /^since M01: threshold lowered: .*80.* became .*79\.5/,
    );
    expect([levelIn(kept, 'no-weakening'), kept.notices]).toEqual([5, []]);
  });
});

describe('Coverage that fell', () => {
  /* Point 3: “coverage non-decreasing: PASS” while it fell by 4 to 8 points. */

  /** Coverage of 100 lines at base and head. */
  const covered = (base: number, head: number): Story =>
    storyWith((story) => {
      story.runs = [
        ciRun(BASE_RUN, 'push', 'main', '2026-05-04T08:01:00Z', BASE_TESTS, base),
        ciRun(HEAD_RUN, 'pull_request', TOPIC, '2026-05-04T10:02:00Z', HEAD_TESTS, head),
      ];
    });

  it.each([
    [5, 0],
    [3, 1],
  ])('a fall of %i points is level %i, though the threshold is met', async (points, level) => {
    const audit = await auditOf(covered(94, 94 - points));
    expect([levelIn(audit, 'coverage-delta'), gateIn(audit, 'Coverage'), audit.verdict]).toEqual([
      level,
      'failed',
      'red',
    ]);
    expect(ruleIn(audit, 'coverage-delta').measured).toContain(
      `${94 - points}% of lines (base 94%)`,
    );
  });

  it('does not offset a matrix job that fell by another that rose', async () => {
    const story = covered(90, 95);
    const [leg] = story.runs[1]?.artifacts ?? [];
    const fallen = ciRun(1, 'push', 'main', '2026-05-04T10:02:00Z', HEAD_TESTS, 82).artifacts[0];
    Object.assign(leg?.files ?? {}, { 'coverage.xml': fallen?.files['coverage.xml'] });
    const audit = await auditOf(story);
    expect([levelIn(audit, 'coverage-delta'), gateIn(audit, 'Coverage')]).toEqual([0, 'failed']);
  });

  it('coverage that stays or rises raises no alarm', async () => {
    for (const head of [90, 91]) {
      const audit = await auditOf(covered(90, head));
      expect([levelIn(audit, 'coverage-delta'), issueOf(audit, 'coverage-delta')]).toEqual([
        5,
        undefined,
      ]);
      expect(gateIn(audit, 'Coverage')).toBe('passed');
    }
  });
});

describe('Lines that nothing runs', () => {
  /* A file that is well covered as a whole hides the lines that the change adds and nothing runs. */

  /** Coverage of `tide/tables.py` line by line: two old lines, and the two that the change adds. */
  function withLines(hits: readonly number[]): Story {
    const lines = [1, 2, 5, 6].map((line, at) => `<line number="${line}" hits="${hits[at]}"/>`);
    const old = Array.from({ length: 96 }, (_, at) => `<line number="${at + 100}" hits="1"/>`);
    const xml = `<?xml version="1.0"?><coverage line-rate="1"><packages><package name="tide"><classes><class name="tables" filename="tide/tables.py"><lines>${[...lines, ...old].join('')}</lines></class></classes></package></packages></coverage>`;
    return storyWith((story) => {
      const run = story.runs.find(({ id }) => id === HEAD_RUN);
      for (const artifact of run?.artifacts ?? [])
        Object.assign(artifact.files, { 'coverage.xml': xml });
    });
  }

  it('new lines that nothing runs are untested, whatever the rest of the file is', async () => {
    const bundle = await bundleOf(withLines([1, 1, 0, 0]));
    const audit = composed(bundle);
    expect([levelIn(audit, 'new-code-tested'), ruleIn(audit, 'new-code-tested').measured]).toEqual([
      0,
      '0% of the changed lines of 1 changed source file covered',
    ]);
    expect(issueOf(audit, 'new-code-tested')?.observation).toBe(
      'tide/tables.py has 2 of 2 changed lines uncovered.',
    );
    const { changes } = bundle.evidence;
    expect(changes.state === 'present' && changes.value.files.some((file) => 'added' in file)).toBe(
      false,
    );
  });

  it('ignores old untested lines in a change that is tested', async () => {
    const audit = await auditOf(withLines([0, 0, 1, 1]));
    expect([levelIn(audit, 'new-code-tested'), issueOf(audit, 'new-code-tested')]).toEqual([
      5,
      undefined,
    ]);
  });
});

describe('Lowered thresholds', () => {
  /* Point 2: a gate lowered so that the run goes green, and called “no CI weakening”. */

  const FLOOR = '--fail-under=80';

  function changed(from: string, to: string): Story {
    return storyWith((story) => editFile(story, TOPIC, CI, (text) => text.replace(from, to)));
  }

  it('a lowered floor is a weakening with both lines, though the step’s name still says 80', async () => {
    const story = changed(FLOOR, '--fail-under=33');
    const audit = await auditOf(story);
    expect([levelIn(audit, 'no-weakening'), gateIn(audit, 'Workflows'), audit.verdict]).toEqual([
      0,
      'failed',
      'red',
    ]);
    expect(citedBy(audit, 'no-weakening')).toEqual([
      placeOf(story, CI, FLOOR, 'main'),
      placeOf(story, CI, '=33'),
    ]);
    expect(issueOf(audit, 'no-weakening')?.observation).toMatch(
      /yml:29 .*=80.* became .*yml:29 .*=33/,
    );
  });

  it('the smallest step down is one too', async () => {
    const audit = await auditOf(changed(FLOOR, '--fail-under=79.9'));
    expect([levelIn(audit, 'no-weakening'), audit.verdict]).toEqual([0, 'red']);
  });

  it('a floor that moved into a settings file and fell on the way is found', async () => {
    const story = changed(` ${FLOOR}`, '');
    const topic = story.commits.find(({ branch }) => branch === TOPIC);
    Object.assign(topic?.write ?? {}, { '.coveragerc': '[report]\nfail_under = 60\n' });
    const audit = await auditOf(story);
    expect([levelIn(audit, 'no-weakening'), audit.verdict]).toEqual([0, 'red']);
    expect(citedBy(audit, 'no-weakening')).toEqual([
      placeOf(story, CI, FLOOR, 'main'),
      '.coveragerc:2',
    ]);
  });

  it('compares steps that no audit saw with the previous milestone after the merge', async () => {
    const audit = await auditOf(loweredInBetween('--fail-under=79.5'), 'push');
    expect([levelIn(audit, 'no-weakening'), gateIn(audit, 'Workflows')]).toEqual([0, 'failed']);
    expect(issueOf(audit, 'no-weakening')?.observation).toMatch(/=80.* became .*=79\.5/);
    const twin = await auditOf(loweredInBetween(FLOOR), 'push');
    expect([levelIn(twin, 'no-weakening'), issueOf(twin, 'no-weakening')]).toEqual([5, undefined]);
  });

  /** Between the audit of M01 and the branch of M02 somebody pushed to the default branch. */
  function loweredInBetween(to: string): Story {
    const story = honestStory();
    const first = startOf(story);
    const audited = {
      schema: 'milestone-audit/1',
      milestone: 'M01',
      title: 'Begin',
      commits: { base: null, audited: first, merge: null },
      categories: [],
      rules: [],
      score: 4.9,
      verdict: 'green',
    };
    const ci = String(readFile(story, 'main', CI)).replace(FLOOR, to);
    story.commits.splice(1, 0, {
      branch: 'main',
      message: 'Tune CI',
      author: 'ada',
      at: '2026-05-04T09:00:00Z',
      write: { [CI]: ci, 'docs/milestones/M01/M01_audit.json': JSON.stringify(audited) },
      delete: [],
    });
    return story;
  }

  it.each([
    ['raised', FLOOR, '--fail-under=85'],
    ['written otherwise', FLOOR, '--fail-under 80'],
    ['in a renamed step', 'coverage floor of 80', 'coverage gate'],
  ])('a floor that is %s raises no alarm', async (_what, from, to) => {
    const audit = await auditOf(changed(from, to));
    expect([levelIn(audit, 'no-weakening'), issueOf(audit, 'no-weakening')]).toEqual([
      5,
      undefined,
    ]);
    expect(gateIn(audit, 'Workflows')).toBe('passed');
  });
});

describe('Claims and counts', () => {
  /* Point 8: matrix claims, runs of two pushes cited as one, counts that do not add up. */

  const MATRIX = 'python: [3.11.9, 3.12.4]';

  it('reports a removed matrix job as a weakening, although the name of the job stays', async () => {
    const story = storyWith((told) =>
      editFile(told, TOPIC, CI, (text) => text.replace(MATRIX, 'python: [3.12.4]')),
    );
    const audit = await auditOf(story);
    expect([levelIn(audit, 'no-weakening'), audit.verdict]).toEqual([0, 'red']);
    expect(citedBy(audit, 'no-weakening')).toContain(placeOf(story, CI, 'matrix:'));
  });

  it('raises no alarm for an added matrix job or a newer version', async () => {
    for (const to of ['python: [3.11.9, 3.12.4, 3.13.1]', 'python: [3.12.4, 3.13.1]']) {
      const audit = await auditOf(
        storyWith((told) => editFile(told, TOPIC, CI, (text) => text.replace(MATRIX, to))),
      );
      expect([levelIn(audit, 'no-weakening'), issueOf(audit, 'no-weakening')]).toEqual([
        5,
        undefined,
      ]);
    }
  });

  it('a green run of the push before proves nothing of the one that is audited', async () => {
    const story = storyWith((told) => {
      const [, before] = told.commits;
      if (before === undefined) throw new Error('the story has no branch');
      told.commits.splice(
        1,
        1,
        { ...before, label: 'before' },
        {
          ...before,
          at: '2026-05-04T11:00:00Z',
          message: 'Change the tables after all',
          write: { 'tide/tables.py': 'def high():\n    return 5\n' },
        },
      );
      const run = told.runs.find(({ id }) => id === HEAD_RUN);
      Object.assign(run ?? {}, { on: 'before' });
    });
    const audit = await auditOf(story);
    expect(audit.runs.filter(({ relation }) => relation !== 'stale')).toEqual([]);
    expect(
      ['required-runs', 'test-results', 'coverage-gate'].map((id) => levelIn(audit, id)),
    ).not.toContain(5);
    expect([audit.verdict, audit.outcome]).toEqual(['red', 'INSUFFICIENT_EVIDENCE']);
  });

  it('counts come from the cases, not from what a suite says of itself, and add up', async () => {
    const audit = await auditOf(
      storyWith((told) => {
        const artifact = told.runs.at(-1)?.artifacts[0];
        Object.assign(artifact?.files ?? {}, {
          'junit.xml': junit({ passed: HEAD_TESTS }, 'x').replace(
            '<testsuite ',
            '<testsuite tests="40" failures="0" ',
          ),
        });
      }),
    );
    const { tests } = audit.evidence;
    const sum = (key: 'passed' | 'failed' | 'errored' | 'skipped'): number =>
      (tests?.groups ?? []).reduce((total, group) => total + group[key], 0);
    expect(tests).toMatchObject({ tests: 4, passed: 4 });
    expect(sum('passed') + sum('failed') + sum('errored') + sum('skipped')).toBe(tests?.tests);
  });

  it('keeps the matrix jobs apart', async () => {
    const story = honestStory();
    const [, second] = story.runs.at(-1)?.artifacts ?? [];
    Object.assign(second?.files ?? {}, {
      'coverage.xml': cobertura('tide/tables.py', 93, 100, 'b'),
    });
    const audit = await auditOf(story);
    expect(audit.evidence.coverage.map(({ leg, percent }) => [leg, percent])).toEqual([
      [expect.stringContaining('3.11.9'), 92],
      [expect.stringContaining('3.12.4'), 93],
    ]);
  });
});
