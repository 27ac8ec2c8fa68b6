/** A made-up secret, in the text that a person would read, with the part that must not remain. */
export interface SecretSample {
  readonly kind: string;
  readonly secret: string;
  readonly text: string;
}

// All are put together here, so that no scanner takes this file for a leak.
const MIXED = 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6';
const HEX = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const UPPER = 'Q7W3E9R1T5Y2U8I4';
const mixed = (length: number): string => MIXED.repeat(3).slice(0, length);
const base64url = (json: string): string => Buffer.from(json).toString('base64url');
const JWT = `${base64url('{"alg":"RS256","kid":"1"}')}.${base64url('{"iss":"github","sub":"1"}')}.${mixed(43)}`;
const KEY_LINES = `MII${mixed(61)}\n${mixed(64)}\n${mixed(20)}==`;
/** Its last brace is alone in its group of three bytes, as in a real token. */
const ACCOUNT = JSON.stringify({
  email: 'bot@corp.io',
  secretKey: `A3-${mixed(60)}`,
  userAuth: mixed(30),
});

function sample(kind: string, secret: string, text = `401 for ${secret} at login`): SecretSample {
  return { kind, secret, text };
}

/** One sample of each shape that is redacted, and some shapes twice. */
export const SECRET_SAMPLES: readonly SecretSample[] = [
  sample(
    'private key',
    KEY_LINES,
    `-----BEGIN RSA ${'PRIVATE'} KEY-----\n${KEY_LINES}\n-----END RSA ${'PRIVATE'} KEY-----`,
  ),
  ...['', 'OPENSSH ', 'EC ', 'ENCRYPTED '].map((type) =>
    sample(
      'private key',
      KEY_LINES,
      `-----BEGIN ${type}${'PRIVATE'} KEY-----\n${KEY_LINES}\n-----END ${type}${'PRIVATE'} KEY-----`,
    ),
  ),
  sample(
    'private key',
    KEY_LINES,
    `-----BEGIN PGP ${'PRIVATE'} KEY BLOCK-----\n\n${KEY_LINES}\n=Ab12\n-----END PGP ${'PRIVATE'} KEY BLOCK-----`,
  ),
  sample('private key', `AGE-SECRET-${'KEY'}-1${UPPER.repeat(3)}`),
  ...['p', 'o', 'u', 's', 'r'].map((type) => sample('GitHub token', `gh${type}_${mixed(36)}`)),
  sample('GitHub token', `gh${'s'}_1234567_${JWT}`),
  sample('GitHub token', `github_${'pat'}_11${mixed(20)}_${mixed(59)}`),
  sample('GitHub token', `${'v1'}.${HEX}${HEX.slice(0, 8)}`),
  ...['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glagent-'].map((prefix) =>
    sample('GitLab token', `${prefix}${mixed(20)}`),
  ),
  sample('Atlassian token', `ATA${'TT3'}xFfGF0${mixed(40)}=AB12CD34`),
  ...['AKIA', 'ASIA'].map((prefix) => sample('AWS key', `${prefix}${UPPER}`)),
  sample('AWS key', mixed(40), `AWS_SECRET_${'ACCESS'}_KEY=${mixed(40)}`),
  sample('Google key', `AI${'za'}${mixed(35)}`),
  sample('Google token', `ya${'29'}.${mixed(40)}`),
  sample('Google token', `GOC${'SPX'}-${mixed(28)}`),
  sample('Azure key', `abc8Q${'~'}${mixed(34)}`),
  sample('Azure key', `${mixed(52)}${mixed(34)}==`, `Account${'Key'}=${mixed(52)}${mixed(34)}==`),
  sample('DigitalOcean token', `dop_${'v1'}_${HEX}${HEX}`),
  sample('Vault token', `hv${'s'}.${mixed(40)}`),
  sample('Terraform token', `${mixed(14)}.atlas${'v1'}.${mixed(60)}`),
  sample('Databricks token', `da${'pi'}${HEX}`),
  sample('npm token', `np${'m'}_${mixed(36)}`),
  sample('npm token', 'w0rd-w0rd', `//registry.npmjs.org/:_auth${'Token'}=w0rd-w0rd`),
  sample('PyPI token', `py${'pi'}-AgEIcHlwaS5vcmc${mixed(60)}`),
  sample('RubyGems key', `rubygems${'_'}${HEX}${HEX.slice(0, 16)}`),
  sample('Docker token', `dckr_${'pat'}_${mixed(27)}`),
  ...['xoxb-', 'xoxp-', 'xapp-1-'].map((prefix) =>
    sample('Slack token', `${prefix}123456789012-${mixed(24)}`),
  ),
  sample(
    'webhook URL',
    `T1A2B3C4D/B1A2B3C4D/${mixed(24)}`,
    `POST https://hooks.${'slack'}.com/services/T1A2B3C4D/B1A2B3C4D/${mixed(24)}`,
  ),
  sample(
    'webhook URL',
    mixed(60),
    `POST https://${'discord'}.com/api/webhooks/123456789012345678/${mixed(60)}`,
  ),
  sample('Discord token', `${'M'}${mixed(25)}.${mixed(6)}.${mixed(38)}`),
  sample('Telegram token', `123456789:${'AA'}${mixed(33)}`),
  ...['sk_live_', 'rk_live_', 'sk_test_', 'whsec_'].map((prefix) =>
    sample('Stripe key', `${prefix}${mixed(24)}`),
  ),
  sample('Square token', `sq0${'atp'}-${mixed(22)}`),
  sample('Shopify token', `shp${'ca'}_${mixed(64)}`),
  sample('Shopify token', `shp${'at'}_${HEX}`),
  sample('Braintree token', `access_${'token'}$production$${HEX.slice(0, 16)}$${HEX}`),
  sample('model provider key', `sk-${'proj'}-${mixed(74)}T3Blbk${'FJ'}${mixed(74)}`),
  sample('model provider key', `sk-${mixed(20)}T3Blbk${'FJ'}${mixed(20)}`),
  sample('model provider key', `sk-${'svcacct'}-${mixed(58)}T3Blbk${'FJ'}${mixed(58)}`),
  sample('model provider key', `sk-${'ant'}-api03-${mixed(93)}AA`),
  ...['hf_', 'gsk_', 'xai-', 'pplx-', 'r8_'].map((prefix) =>
    sample('model provider key', `${prefix}${mixed(36)}`),
  ),
  sample('mail provider key', `S${'G'}.${mixed(22)}.${mixed(43)}`),
  sample('mail provider key', `${HEX}-us${'12'}`),
  sample('mail provider key', `ke${'y'}-${HEX}`),
  sample('Twilio key', `S${'K'}${HEX}`),
  sample('Linear token', `lin_${'api'}_${mixed(40)}`),
  sample('1Password token', `ops_${Buffer.from(ACCOUNT).toString('base64')}`),
  sample('Grafana token', `gl${'sa'}_${mixed(32)}_0f1e2d3c`),
  sample('Sentry token', `sntry${'s'}_${mixed(60)}`),
  sample('New Relic key', `NR${'AK'}-${UPPER}ABCDEFGHIJK`),
  sample('Sonar token', `sq${'p'}_${HEX}01234567`),
  ...['sbp_', 'ntn_', 'figd_', 'PMAK-', 'pscale_tkn_', 'CCIPAT_', 'dp.pt.'].map((prefix) =>
    sample('service token', `${prefix}${mixed(40)}`),
  ),
  sample('JSON Web Token', JWT),
  sample('authorization header', 'dXNlcjpwYXNz', `Authorization: ${'Basic'} dXNlcjpwYXNz`),
  sample('authorization header', mixed(30), `curl failed with ${'Bearer'} ${mixed(30)}`),
  ...['user:p@ssw0rd', 'p4ssword', ':p4ssword'].map((who) =>
    sample('URL password', who, `git clone https://${who}@${'host'}.example/x`),
  ),
  sample(
    'URL password',
    'deploy:Zq3vB7nKx92L',
    `GET https://deploy:Zq3vB7nKx92L@${'registry'}.corp.io/x`,
  ),
  sample(
    'URL password',
    'app:Zq3vB7nKx92L',
    `connect postgres://app:Zq3vB7nKx92L@${'db'}.corp.io:5432/shop`,
  ),
  ...['app:p?ss#w0rd', 'app:pa[ss]w0rd', "app:pa'ss<w0rd>"].map((who) =>
    sample('URL password', who, `invalid URL postgres://${who}@${'db'}.corp.io/shop`),
  ),
  ...['mongodb+srv', 'jdbc:mysql', 'redis', 'ftp'].map((scheme) =>
    sample('URL password', 'app:w0rdw0rd', `open ${scheme}://app:w0rdw0rd@${'db'}.corp.io/shop`),
  ),
  sample('URL password', HEX, `push https://${HEX}:x-oauth-basic@${'github'}.com/octo/app`),
  sample('URL password', 'Zq3vB7nKx9', `GET https://deploy:Zq3vB7nKx9${'…'}`),
  sample(
    'URL signature',
    'aB%2Bc1d2E3%3D',
    `GET https://x.blob.core.windows.net/a.zip?sv=2026&si${'g'}=aB%2Bc1d2E3%3D&se=1`,
  ),
  sample(
    'URL signature',
    'a1b2c3d4e5f6z',
    `GET https://host.example/?id=1&toke${'n'}=a1b2c3d4e5f6z`,
  ),
  sample('secret value', 'hunter2hunter2', `DB_PASS${'WORD'}: "hunter2hunter2"`),
  sample('secret value', 'Zq3vB7nKx92LmTd5Wc8RfYh1', 'DEPLOY_WITH=Zq3vB7nKx92LmTd5Wc8RfYh1'),
  sample('secret value', mixed(24), `DEPLOY_WITH=${mixed(24)}`),
];
