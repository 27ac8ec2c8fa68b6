import { expect, it } from '@jest/globals';
import { cacheReads, reuseReads } from '../../../src/collect/base/cache.ts';
import type { Forge } from '../../../src/model/forge.ts';
import { err, ok, type Result } from '../../../src/model/result.ts';

/** A forge whose reads answer with their own input and are counted. */
function counting(answer: (name: string, input: readonly unknown[]) => Result<unknown>) {
  const asked: string[] = [];
  const forge = new Proxy({} as Forge, {
    get:
      (_, name: string) =>
      async (...input: readonly unknown[]) => {
        asked.push(`${name} ${input.join(' ')}`);
        return answer(name, input);
      },
    ownKeys: () => [],
  });
  return { forge, asked };
}

const plain = (_: string, input: readonly unknown[]) => ok(input);

it('the same question is asked once, however often and early it is put', async () => {
  const { forge, asked } = counting(plain);
  const reads = cacheReads(forge);
  const answers = await Promise.all([reads.tree('a'), reads.tree('a'), reads.tree('b')]);
  await reads.tree('a');
  expect(asked).toEqual(['tree a', 'tree b']);
  expect(answers).toEqual([ok(['a']), ok(['a']), ok(['b'])]);
});

it('a comparison is not asked for again from its own merge base', async () => {
  const { forge, asked } = counting(() =>
    ok({ base: 'main', head: 'h', mergeBase: 'm', files: [], commits: [], truncated: false }),
  );
  const reads = cacheReads(forge);
  await reads.compare('main', 'h');
  expect(await reads.compare('m', 'h')).toMatchObject({ value: { base: 'm', mergeBase: 'm' } });
  await reads.compare('other', 'h');
  expect(asked).toEqual(['compare main h', 'compare other h']);
});

it('what publishes asks again for what was refused, and for nothing that was read', async () => {
  const trouble = { kind: 'unreachable', message: 'no answer' } as const;
  const { forge, asked } = counting((name, input) => (name === 'blob' ? err(trouble) : ok(input)));
  const reads = cacheReads(forge);
  await reads.tree('a');
  const after = reuseReads(forge, reads);
  await after.tree('a');
  await after.branchRules('main');
  await after.blob('x');
  expect(asked).toEqual(['tree a', 'branchRules main', 'blob x', 'blob x']);
});
