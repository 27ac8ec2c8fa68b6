import { SEPARATOR, type SecretPattern } from './secret-pattern.ts';
import { hasDigits } from './secret-values.ts';

/** Returns the row of tokens that begin with a fixed prefix. */
function prefixed(
  kind: string,
  page: string,
  prefixes: readonly string[],
  rest: string,
): SecretPattern {
  const hint = prefixes.join('|');
  return { kind, page, hint, pattern: new RegExp(`(?<![A-Za-z])(?:${hint})${rest}`, 'g') };
}

/** Tokens that a vendor gives a shape of its own, each with the vendor’s page about it. */
export const VENDOR_TOKENS: readonly SecretPattern[] = [
  {
    kind: 'GitHub token',
    page: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats',
    hint: 'gh[oprsu]_|github_pat_',
    // Since 2026 `ghs_` is followed by the app’s id and a JWT, with two dots.
    pattern: /(?:gh[oprsu]_|github_pat_)[A-Za-z0-9_]{16,}[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+){0,2}/g,
  },
  {
    kind: 'GitHub token',
    page: 'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/',
    hint: 'v1\\.[0-9a-f]{8}',
    pattern: /(?<![A-Za-z0-9.])v1\.[0-9a-f]{40}(?![0-9a-f])/g,
  },
  prefixed(
    'GitLab token',
    'https://docs.gitlab.com/security/tokens/#token-prefixes',
    [
      ...['glpat-', 'gloas-', 'gldt-', 'glrt-', 'glrtr-', 'glcbt-', 'glptt-', 'glft-', 'glimt-'],
      ...['glagent-', 'glwt-', 'glsoat-', 'glffct-', 'GR1348941'],
    ],
    '[A-Za-z0-9_.-]{16,}',
  ),
  prefixed(
    'Atlassian token',
    'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
    ['ATATT3', 'ATCTT3', 'ATBB'],
    '[A-Za-z0-9_=-]{24,}',
  ),
  {
    kind: 'AWS key',
    page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids',
    hint: 'A(?:3T[A-Z0-9]|BIA|CCA|GPA|IDA|IPA|KIA|NPA|NVA|ROA|SIA)[A-Z0-9]{16}',
    pattern: /A(?:3T[A-Z0-9]|BIA|CCA|GPA|IDA|IPA|KIA|NPA|NVA|ROA|SIA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  },
  {
    kind: 'AWS key',
    page: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html',
    hint: 'secret_?access_?key',
    // Letters, digits, slashes and pluses: a digit is not guaranteed.
    pattern: new RegExp(
      `(?<name>secret_?access_?key${SEPARATOR})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])`,
      'gi',
    ),
    isSecret: (value) => !/^[0-9a-f]{40}$/.test(value),
  },
  prefixed(
    'Google key',
    'https://cloud.google.com/docs/authentication/api-keys',
    ['AIza'],
    '[A-Za-z0-9_-]{30,}',
  ),
  prefixed(
    'Google token',
    'https://developers.google.com/identity/protocols/oauth2',
    ['ya29\\.', 'GOCSPX-', '1//0'],
    '[A-Za-z0-9_-]{20,}',
  ),
  {
    kind: 'Azure key',
    page: 'https://learn.microsoft.com/en-us/entra/identity-platform/app-objects-and-service-principals',
    hint: '\\dQ~',
    pattern: /[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}/g,
  },
  {
    kind: 'Azure key',
    page: 'https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string',
    hint: 'AccountKey=|SharedAccessKey=',
    pattern: /(?<name>(?:Account|SharedAccess)Key=)[A-Za-z0-9+/]{20,}={0,2}/g,
  },
  prefixed(
    'DigitalOcean token',
    'https://docs.digitalocean.com/reference/api/create-personal-access-token/',
    ['do[opr]_v1_'],
    '[a-f0-9]{20,}',
  ),
  prefixed(
    'Vault token',
    'https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes',
    ['hv[bsr]\\.'],
    '[A-Za-z0-9_-]{20,}',
  ),
  {
    kind: 'Terraform token',
    page: 'https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens',
    hint: '\\.atlasv1\\.',
    pattern: /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{20,}/g,
  },
  prefixed(
    'Databricks token',
    'https://docs.databricks.com/aws/en/dev-tools/auth/pat',
    ['dapi'],
    '[a-f0-9]{32}(?:-\\d)?',
  ),
  prefixed(
    'npm token',
    'https://docs.npmjs.com/about-access-tokens',
    ['npm_'],
    '[A-Za-z0-9]{20,}[A-Za-z0-9_]*',
  ),
  {
    kind: 'npm token',
    page: 'https://docs.npmjs.com/cli/v11/configuring-npm/npmrc#auth-related-configuration',
    hint: '_auth(?:Token)?\\s?=|_password\\s?=',
    pattern: /_(?:auth(?:Token)?|password)\s?=\s?(?![\s$"'[])[^\s"'`]{4,512}/g,
  },
  prefixed('PyPI token', 'https://pypi.org/help/#apitoken', ['pypi-'], '[A-Za-z0-9_-]{32,}'),
  prefixed(
    'RubyGems key',
    'https://guides.rubygems.org/api-key-scopes/',
    ['rubygems_'],
    '[a-f0-9]{32,}',
  ),
  prefixed(
    'Docker token',
    'https://docs.docker.com/security/access-tokens/',
    ['dckr_[op]at_'],
    '[A-Za-z0-9_-]{20,}',
  ),
  prefixed(
    'Slack token',
    'https://docs.slack.dev/authentication/tokens',
    ['xox[a-z](?:\\.xox[a-z])?-', 'xapp-'],
    '[A-Za-z0-9-]{8,}',
  ),
  {
    kind: 'webhook URL',
    page: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
    hint: 'hooks\\.slack\\.com',
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9_/-]{8,}/gi,
  },
  {
    kind: 'webhook URL',
    page: 'https://discord.com/developers/docs/resources/webhook',
    hint: '/api/webhooks/|\\.webhook\\.office\\.com/',
    pattern:
      /discord(?:app)?\.com\/api\/webhooks\/\d{1,30}\/[A-Za-z0-9_-]{16,}|webhook\.office\.com\/[A-Za-z0-9@/_-]{16,}/g,
  },
  {
    kind: 'Discord token',
    page: 'https://discord.com/developers/docs/reference#authentication',
    hint: '[MNO][A-Za-z0-9_-]{23}',
    pattern:
      /(?<![A-Za-z0-9_.-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-])/g,
  },
  {
    kind: 'Telegram token',
    page: 'https://core.telegram.org/bots/api#authorizing-your-bot',
    hint: '\\d:AA',
    pattern: /(?<!\d)\d{8,10}:AA[A-Za-z0-9_-]{30,}/g,
  },
  prefixed(
    'Stripe key',
    'https://docs.stripe.com/keys',
    ['[rs]k_(?:live|test)_', 'whsec_'],
    '[A-Za-z0-9]{16,}',
  ),
  prefixed(
    'Square token',
    'https://developer.squareup.com/docs/build-basics/access-tokens',
    ['sq0(?:atp|csp|idp)-', 'EAAA[A-Za-z0-9]'],
    '[A-Za-z0-9_-]{20,}',
  ),
  prefixed(
    'Shopify token',
    'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens',
    ['shp(?:at|ca|pa|pca|ppa|ss|tka)_'],
    '[A-Za-z0-9]{24,}',
  ),
  {
    kind: 'Braintree token',
    page: 'https://developer.paypal.com/braintree/docs/guides/authorization/overview',
    hint: 'access_token\\$',
    pattern: /access_token\$(?:production|sandbox)\$[a-z0-9]{8,}\$[a-f0-9]{16,}/g,
  },
  {
    ...prefixed(
      'model provider key',
      'https://platform.openai.com/docs/api-reference/authentication',
      ['sk-'],
      '[A-Za-z0-9_-]{20,}',
    ),
    isSecret: hasDigits,
  },
  ...[
    ['hf_', 'https://huggingface.co/docs/hub/security-tokens'],
    ['gsk_', 'https://console.groq.com/docs/quickstart'],
    ['xai-', 'https://docs.x.ai/docs/key-information/using-management-api'],
    ['pplx-', 'https://docs.perplexity.ai/guides/api-key-management'],
    ['r8_', 'https://replicate.com/docs/topics/security/api-tokens'],
  ].map(([prefix = '', page = '']) =>
    prefixed('model provider key', page, [prefix], '[A-Za-z0-9]{24,}'),
  ),
  {
    kind: 'mail provider key',
    page: 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
    hint: 'SG\\.',
    pattern: /(?<![A-Za-z])SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
  },
  {
    kind: 'mail provider key',
    page: 'https://mailchimp.com/developer/marketing/docs/fundamentals/',
    hint: '[0-9a-f]-us\\d',
    pattern: /(?<![A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}(?!\d)/g,
  },
  {
    kind: 'mail provider key',
    page: 'https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth',
    hint: 'key-[0-9a-f]{8}',
    pattern: /(?<![A-Za-z0-9])key-[0-9a-f]{32}(?![0-9a-f])/g,
  },
  {
    kind: 'Twilio key',
    page: 'https://www.twilio.com/docs/iam/api-keys',
    hint: 'SK[0-9a-f]{8}',
    pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![0-9a-f])/g,
  },
  prefixed(
    'Linear token',
    'https://linear.app/developers/graphql#personal-api-keys',
    ['lin_(?:api|oauth)_'],
    '[A-Za-z0-9_]{20,}',
  ),
  prefixed(
    '1Password token',
    'https://developer.1password.com/docs/service-accounts/',
    ['ops_ey'],
    '[A-Za-z0-9+/]{20,}={0,2}',
  ),
  prefixed(
    'Grafana token',
    'https://grafana.com/docs/grafana/latest/administration/service-accounts/',
    ['glc_', 'glsa_'],
    '[A-Za-z0-9+/_=-]{20,}',
  ),
  prefixed(
    'Sentry token',
    'https://docs.sentry.io/account/auth-tokens/',
    ['sntry[sua]_'],
    '[A-Za-z0-9+/_=-]{20,}',
  ),
  prefixed(
    'New Relic key',
    'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/',
    ['NRAK-', 'NRRA-', 'NRII-'],
    '[A-Za-z0-9_-]{20,}',
  ),
  prefixed(
    'Sonar token',
    'https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens',
    ['sq[apu]_'],
    '[a-f0-9]{32,}',
  ),
  ...[
    ['sb(?:_secret|p)_', 'https://supabase.com/docs/guides/api/api-keys'],
    ['ntn_', 'https://developers.notion.com/docs/authorization'],
    ['figd_', 'https://www.figma.com/developers/api#access-tokens'],
    ['PMAK-', 'https://learning.postman.com/docs/developer/postman-api/authentication/'],
    ['pscale_(?:tkn|oauth|pw)_', 'https://planetscale.com/docs/concepts/service-tokens'],
    ['CCIPAT_', 'https://circleci.com/docs/managing-api-tokens/'],
    ['dp\\.(?:pt|st|ct)\\.', 'https://docs.doppler.com/reference/auth-token-formats'],
  ].map(([prefix = '', page = '']) =>
    prefixed('service token', page, [prefix], '[A-Za-z0-9_.-]{24,}'),
  ),
];
