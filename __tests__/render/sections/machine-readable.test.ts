import { expect, it } from '@jest/globals';
import { machineReadable } from '../../../src/render/sections/machine-readable.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('names the origin of the config', () => {
  const { config } = anAudit();
  const lines = ['policy', 'head', 'default', 'file'].map((from) =>
    written(machineReadable.body(anAudit({ config: { ...config, from } })))
      .split('\n')
      .find((line) => line.includes('Config:')),
  );
  expect(lines).toEqual([
    '- **Config:** `.github/milestone-audit.yml`, profile seed, read from the base branch at `0a9b8c7`',
    '- **Config:** `.github/milestone-audit.yml`, profile seed, read from the audited commit, because the base branch has none',
    '- **Config:** none, the defaults apply, profile seed',
    '- **Config:** `.github/milestone-audit.yml`, profile seed, read from file',
  ]);
});

it('names only file names for an audit without a milestone', () => {
  const { paths } = anAudit();
  const audit = anAudit({
    milestone: 'NONE',
    paths: {
      ...paths,
      json: 'docs/milestones/NONE/NONE_audit.json',
      evidence: 'docs/milestones/NONE/NONE_evidence.json',
    },
  });
  expect(written(machineReadable.body(audit)).split('\n').slice(2, 6)).toEqual([
    '- **Audit as data:** `NONE_audit.json` (`milestone-audit/1`)',
    '- **Evidence:** `NONE_evidence.json`',
    '- **Compute it again:** `milestone-audit score NONE_evidence.json -o audit.json`',
    '- **Why a rule has its level:** `milestone-audit explain RULE NONE_audit.json`',
  ]);
});

it('names each workflow key that the config declares irrelevant, with the reason', () => {
  const { config } = anAudit();
  const audit = anAudit({ config: { ...config, workflow_keys: { after: 'it only prints' } } });
  expect(written(machineReadable.body(audit))).toContain(
    '- **Workflow key declared irrelevant:** `after`: it only prints',
  );
});
