import { describe, expect, it } from '@jest/globals';
import { checkConfig } from '../../src/config/check-config.ts';
import { extendConfig, type ReadShared } from '../../src/config/extend-config.ts';
import { describeProblem } from '../../src/config/problem.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const SHARED = `acme/.github/audit.yml@${COMMIT}`;
const RULES = [{ id: 'test-results' }];
const PATH = '.github/milestone-audit.yml';

async function extended(text: string, read: ReadShared, owner?: string) {
  const own = checkConfig(PATH, text, RULES);
  if (own.state === 'invalid') throw new Error(own.problems.map(describeProblem).join('\n'));
  const result = await extendConfig(PATH, own, read, RULES, owner);
  return result.state === 'valid' ? result : result.problems.map(describeProblem);
}

const gives =
  (text: string): ReadShared =>
  async () => ({ state: 'read', text });

const never: ReadShared = () => Promise.reject(new Error('nothing is to be read'));

it('merges the shared config and names it', async () => {
  const own = `extends: ${SHARED}\nminimum-score: 4\n`;
  expect(await extended(own, gives('minimum-score: 3\nfail-on: yellow\n'), 'Acme')).toEqual({
    state: 'valid',
    file: { extends: SHARED, 'minimum-score': 4, 'fail-on': 'yellow' },
    shared: { owner: 'acme', name: '.github', path: 'audit.yml', commit: COMMIT },
  });
});

it('reads no other config when there is no extends', async () => {
  expect(await extended('minimum-score: 4\n', never)).toEqual({
    state: 'valid',
    file: { 'minimum-score': 4 },
  });
});

it('reads only a config of the same owner', async () => {
  expect(await extended(`version: 1\nextends: ${SHARED}\n`, never, 'other')).toEqual([
    `${PATH}:2:1: extends: \`${SHARED}\` belongs to acme; only a config of other can be extended`,
  ]);
});

it('reports an unreadable shared config at its line', async () => {
  const refused: ReadShared = async () => ({ state: 'refused', why: 'it is not there' });
  expect(await extended(`# why\n  \nextends: ${SHARED}\n`, refused)).toEqual([
    `${PATH}:3:1: extends: \`${SHARED}\` could not be read: it is not there`,
  ]);
});

it('reports all problems of the shared config at their positions', async () => {
  expect(
    await extended(`extends: ${SHARED}\n`, gives('fail-onn: red\nminimum-score: 9\n')),
  ).toEqual([
    'acme/.github/audit.yml@0123456:1:1: fail-onn: unknown key; did you mean fail-on?',
    'acme/.github/audit.yml@0123456:2:1: minimum-score: must be ≤ 5 (got `9`)',
  ]);
});

it('rejects a shared config that extends another', async () => {
  expect(await extended(`extends: ${SHARED}\n`, gives(`extends: ${SHARED}\n`))).toEqual([
    'acme/.github/audit.yml@0123456:1:1: extends: a config that is extended cannot extend another',
  ]);
});

describe('form of extends', () => {
  it.each([
    'acme/.github/audit.yml',
    'acme/.github/audit.yml@v1',
    'acme/.github/audit.yml@main',
    'acme/.github/audit.yml@0123456',
    `acme/.github/../x.yml@${COMMIT}`,
    `acme/.github/audit.json@${COMMIT}`,
    `audit.yml@${COMMIT}`,
    `https://github.com/acme/.github/audit.yml@${COMMIT}`,
  ])('rejects %s and shows the required form', (text) => {
    const checked = checkConfig(PATH, `extends: ${text}\n`, RULES);
    const said = checked.state === 'valid' ? [] : checked.problems.map(describeProblem);
    expect(said).toEqual([
      `${PATH}:1:1: extends: \`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\` is not OWNER/REPOSITORY/PATH.yml@COMMIT, with all 40 digits of the commit`,
    ]);
  });
});
