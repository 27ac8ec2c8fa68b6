import { expect, it } from '@jest/globals';
import { machineReadable } from '../../../src/document/sections/machine-readable.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('says where the config was read', () => {
  const { config } = anAudit();
  const lines = ['policy', 'head', 'default', 'file'].map((from) =>
    written(machineReadable.body(anAudit({ config: { ...config, from } })))
      .split('\n')
      .find((line) => line.includes('Config:')),
  );
  expect(lines).toEqual([
    '- **Config:** `.github/milestone-audit.yml`, profile seed, read from the base branch at `0a9b8c7`',
    '- **Config:** `.github/milestone-audit.yml`, profile seed, read from the audited commit, as the base branch has none yet',
    '- **Config:** there is none, so the defaults hold, profile seed',
    '- **Config:** `.github/milestone-audit.yml`, profile seed, read from file',
  ]);
});
