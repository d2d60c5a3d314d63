/** Every format of secrets/known-credential. The values are made here, so that no file has what a scanner refuses. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { maskedTokens } from '../../src/secrets/by-sight.ts';
import { openPack } from './pack.ts';

const { evaluator, rules } = await openPack();

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const word = `${letters}0123456789`;
const hex = '0123456789abcdef';
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Characters of an alphabet, in an order that repeats and counts up nowhere. */
function made(length: number, alphabet = word): string {
  return Array.from({ length }, (_, index) => alphabet[(index * index * 7 + index * 3 + 5) % alphabet.length]).join('');
}

const formats: readonly (readonly [name: string, value: string])[] = [
  ['Amazon Bedrock API key', `ABSK${made(130)}`],
  ['Anthropic API key', `sk-ant-api03-${made(93)}AA`],
  ['Artifactory token', `AKCp${made(69)}`],
  ['Artifactory token', `cmVmdGtu${made(56)}`],
  ['Atlassian token', `ATATT3${made(186)}`],
  ['Atlassian token', `ATBB${made(32)}`],
  ['Azure client secret', `${made(3)}8Q~${made(34)}`],
  ['Azure storage account key', `AccountKey=${made(86)}==`],
  ['Cloudflare origin CA key', `v1.0-${made(24, hex)}-${made(146, hex)}`],
  ['Databricks token', `dapi${made(32, hex)}-2`],
  ['DigitalOcean token', `dop_v1_${made(64, hex)}`],
  ['Discord webhook', `https://discord.com/api/webhooks/730528491673052849/${made(68)}`],
  ['Docker Hub token', `dckr_pat_${made(27)}`],
  ['Docker Hub token', `dckr_oat_${made(32)}`],
  ['Doppler token', `dp.pt.${made(43)}`],
  ['Dynatrace token', `dt0c01.${made(24, capitals)}.${made(64, capitals)}`],
  ['Fly.io token', `fo1_${made(43)}`],
  ['Fly.io token', `fm2_${made(120)}`],
  ['GitHub token', `ghs_${made(36)}`],
  ['GitHub token', `github_pat_${made(82)}`],
  ['GitLab token', `glpat-${made(20)}`],
  ['GitLab token', `glpat-${made(27)}.0${made(8, hex)}`],
  ['GitLab token', `glrt-${made(20)}`],
  ['GitLab token', `glptt-${made(40, hex)}`],
  ['GitLab token', `GR1348941${made(20)}`],
  ['Google OAuth client secret', `GOCSPX-${made(28)}`],
  ['Grafana token', `glsa_${made(32)}_${made(8, hex)}`],
  ['Grafana token', `glc_${made(60)}==`],
  ['Grafana token', `eyJrIjoi${made(80)}=`],
  ['Groq API key', `gsk_${made(52)}`],
  ['Harness token', `pat.${made(22)}.${made(24, hex)}.${made(20)}`],
  ['Heroku API key', `HRKU-AA${made(58)}`],
  ['Hugging Face token', `hf_${made(34, letters)}`],
  ['LangSmith API key', `lsv2_pt_${made(32, hex)}_${made(10, hex)}`],
  ['Linear API key', `lin_api_${made(40)}`],
  ['NVIDIA API key', `nvapi-${made(64)}`],
  ['Notion token', `ntn_${made(46)}`],
  ['npm token', `npm_${made(36)}`],
  ['OpenAI API key', `sk-proj-${made(74)}T3BlbkFJ${made(74)}`],
  ['OpenAI API key', `sk-${made(20)}T3BlbkFJ${made(20)}`],
  ['OpenRouter API key', `sk-or-v1-${made(64, hex)}`],
  ['OpenShift token', `sha256~${made(43)}`],
  ['1Password service account token', `ops_eyJ${made(260)}`],
  ['Perplexity API key', `pplx-${made(48)}`],
  ['PlanetScale credential', `pscale_tkn_${made(43)}`],
  ['Postman API key', `PMAK-${made(24, hex)}-${made(34, hex)}`],
  ['Prefect API key', `pnu_${made(36)}`],
  ['Pulumi token', `pul-${made(40, hex)}`],
  ['PyPI token', `pypi-AgEIcHlwaS5vcmc${made(120)}`],
  ['ReadMe API key', `rdme_${made(70, word.toLowerCase())}`],
  ['Replicate token', `r8_${made(37)}`],
  ['RubyGems API key', `rubygems_${made(48, hex)}`],
  ['Scalingo token', `tk-us-${made(48)}`],
  ['SendGrid API key', `SG.${made(22)}.${made(43)}`],
  ['Sentry token', `sntryu_${made(64, hex)}`],
  ['Sentry token', `sntrys_eyJ${made(90)}`],
  ['Shopify token', `shpat_${made(32, hex)}`],
  ['Slack token', `xoxb-7305284916-7305284916-${made(24)}`],
  ['Slack token', `xoxp-7305284916-7305284916-7305284916-${made(32)}`],
  ['Slack token', `xapp-1-${made(11, capitals)}-7305284916-${made(64, hex)}`],
  ['Slack webhook', `https://hooks.slack.com/services/T${made(10, capitals)}/B${made(10, capitals)}/${made(24)}`],
  ['Slack webhook', `https://hooks.slack.com/workflows/T0${made(45)}`],
  ['Slack token', `xoxe.xoxb-1-${made(160)}`],
  ['Sourcegraph token', `sgp_${made(16, hex)}_${made(40, hex)}`],
  ['Square token', `sq0atp-${made(22)}`],
  ['Stripe key', `sk_live_${made(24)}`],
  ['Supabase token', `sbp_${made(40, word.toLowerCase())}`],
  ['Tailscale key', `tskey-auth-${made(17)}-${made(32)}`],
  ['Terraform Cloud token', `${made(14)}.atlasv1.${made(64)}`],
  ['Vault token', `hvs.${made(95)}`],
  ['Vault token', `hvb.${made(150)}`],
  ['xAI API key', `xai-${made(80)}`],
  ['age private key', `AGE-SECRET-KEY-1${made(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}`],
];

test.each(formats)('a value with the format of a %s is found, quoted or in a text', (_, value) => {
  const texts = { alone: value, quoted: `key: "${value}"`, in_text: `token=${value}, and more\n` };

  const findings = evaluator.evaluate({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: texts });

  const found = findings.filter(({ rule }) => rule === 'secrets/known-credential');
  expect(found.map(({ path, extent }) => [path, extent])).toEqual(
    ['alone', 'in_text', 'quoted'].map((key) => [
      ['data', key],
      { secret_texts: [expect.stringMatching(/^[0-9a-f]{32}$/) as string] },
    ]),
  );
  const core = value.replace(/^https:/, '').slice(-16);
  expect(JSON.stringify(found)).not.toContain(core);
});

test.each(formats)('a value with the format of a %s is masked in what is printed', (_, value) => {
  const core = value.replace(/^https:/, '').slice(-16);

  expect(maskedTokens(`    token: "${value}" # and more\n`)).not.toContain(core);
});

const user = Buffer.from('730528491673052849').toString('base64url');

/** Tokens of bots are told by the name of their service, elsewhere in the object. */
test.each([
  ['Telegram bot token', 'TELEGRAM_TOKEN', `7305284916:AA${made(33)}`],
  ['Discord bot token', 'DISCORD_TOKEN', `${user}.${made(6)}.${made(30)}`],
])('a %s is found beside the name of its service, and nowhere else', (name, variable, value) => {
  const found = (key: string): string[] =>
    evaluator
      .evaluate({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { [key]: value } })
      .filter(({ rule }) => rule === 'secrets/known-credential')
      .map(({ message }) => message);

  expect(found(variable)).toEqual([`The field data.${variable} contains a credential: ${name}.`]);
  expect(found('OTHER')).toEqual([]);
  expect(maskedTokens(`token: ${value}`)).not.toContain(value.slice(-16));
});

test.each([
  ['gzip in base64', gzipSync(`token=ghs_${made(36)}`).toString('base64')],
  ['hexadecimal', Buffer.from(`token=ghs_${made(36)}`).toString('hex')],
  ['base64 in base64', Buffer.from(Buffer.from(`token=ghs_${made(36)}`).toString('base64')).toString('base64')],
])('a token in %s is found', (how, value) => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: value } };
  const messages = evaluator.evaluate(object).map(({ message }) => message);

  expect(messages).toContain(`The field data.a contains a credential: GitHub token in ${how}.`);
});

test('the words of secrets/committed are its kinds and the variables of programs', () => {
  const [, set = ''] = /^variables := \{([^}]*)\}/m.exec(readFileSync('policies/lib/credential.rego', 'utf8')) ?? [];
  const variables = Array.from(set.matchAll(/"(\w+)"/g), ([, name]) => name);
  const committed = rules.find(({ id }) => id === 'secrets/committed');

  expect(variables).toHaveLength(21);
  expect([...(committed?.words ?? [])].sort()).toEqual(['ConfigMap', 'Secret', ...variables].sort());
});
