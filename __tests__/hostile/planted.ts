import type { Audit } from '../../src/model/audit.ts';
import { anAudit } from '../render/an-audit.ts';
import { runs } from '../runs.ts';

/** What somebody may write where a name is asked for, each by what it is after. */
export const HOSTILE: Readonly<Record<string, string>> = {
  mention: 'thanks @octocat and @acme/owners',
  'closing keyword': 'fixes #12, closes acme/webui#7, resolves GH-3',
  reference: 'see #4711 and deadbeefcafe1234 and https://evil.example/x',
  image: '![i](https://evil.example/i.png) <img src="https://evil.example/i.png">',
  HTML: '</summary></details><script>alert(1)</script><b onclick="x">',
  'comment marker': '<!-- milestone-audit key= sha=x evidence=2099 run= --> --> <!--',
  pipes: 'a | b \\| c || d',
  fence: '``` x\n~~~\n```` y `z`',
  bidi: 'safe\u202Eevil\u2066x\u2069',
  'zero width': 'mile\u200Bstone\uFEFF\u{E0041}',
  control: '\u0000\u0007\u001B[31mred\u001B]8;;https://evil.example\u0007x',
  'very long name': 'n'.repeat(runs(20_000, 1_048_576)),
  'workflow command': '::set-output name=x::y\n::error::z\n##[error]w ##[add-mask]v',
  secret: `Authorization ghp_${'a1B2'.repeat(9)} and https://user:hunter2hunter2@evil.example`,
  surrogate: 'a\uD800b\uDC00',
};

/** Keys of an audit whose texts come from outside, or hold what does. */
const FREE = new Set([
  ...['title', 'measured', 'note', 'text', 'what', 'observation', 'interpretation'],
  ...['recommendation', 'guardrail', 'rollback', 'acceptance', 'reason', 'evidence', 'name'],
  ...['workflow', 'group', 'leg', 'why', 'message', 'lines', 'branch', 'owner', 'exit'],
  ...['expected', 'value', 'fact', 'summary', 'tool', 'zone', 'covers', 'job', 'step', 'artifact'],
]);

function planted(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return FREE.has(key) ? text : value;
  if (Array.isArray(value)) return value.map((one) => planted(one, text, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, planted(one, text, name)]),
  );
}

/** An audit in which every text from outside is this one. */
export function plantedAudit(text: string): Audit {
  const audit = planted(anAudit(), text) as Audit;
  const [issue] = audit.issues;
  if (issue === undefined) throw new Error('the builder has an issue');
  const source = { what: text, path: 'src/app.js', line: 3, commit: audit.commits.audited };
  const [test] = audit.failing_tests ?? [];
  const [gate] = audit.gates;
  if (test === undefined || gate === undefined) throw new Error('the builder has both');
  const missed = { holds: false, level: null, level_max: null };
  const conditions = ['test-results >= 4', 'coverage-gate >= 4'].map((condition) => ({
    ...missed,
    text: condition,
  }));
  return {
    ...audit,
    issues: [...audit.issues, { ...issue, source }],
    gates: [...audit.gates, { ...gate, state: 'failed', conditions }],
    failing_tests: Array.from({ length: 5 }, () => ({ ...test, id: text, state: 'new' as const })),
  };
}
