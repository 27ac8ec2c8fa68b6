import { expect, it } from '@jest/globals';
import { CONFIG, configText, LEDGER, withHistory } from './simulated-history.ts';

it('audits that lie on a branch of their own are read there: chain, trend and history go on', async () => {
  await withHistory(async ({ close, again, file, sandbox }) => {
    const ledger = `ledger: ${LEDGER}\n`;
    const files = { [CONFIG]: `${configText().replace(ledger, '')}docs: branch:audits\n` };
    const first = await close({ id: 'M01', files });
    const second = await close({ id: 'M02', tests: 8 });
    expect([first.mode, second.mode]).toEqual(['baseline', 'delta']);
    expect(second).toMatchObject({
      predecessor: { milestone: 'M01', audited: first.commits.audited, verified: true },
      regressions: [{ what: 'test count', before: '10', after: '8' }],
    });
    const head = (): unknown => sandbox.world.repo.refs.get('refs/heads/audits');
    const before = head();
    await again('M02');
    expect(head()).toBe(before);
    const third = await close({ id: 'M02', tests: 9 });
    expect(third.history).toMatchObject([{ audited: second.commits.audited }]);
    expect(file('docs/milestones/README.md')).toMatch(/\| \[M02\][\s\S]*\| \[M01\]/);
    expect(sandbox.file('docs/milestones/README.md')).toBeUndefined();
  }, 'audits');
});
