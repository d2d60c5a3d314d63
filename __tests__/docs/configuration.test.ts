import { expect, test } from 'vitest';
import { z } from 'zod';
import { filledConfigPage } from '../../scripts/config-page.ts';
import { configKeys } from '../../scripts/config-page/keys.ts';
import { configSchema, parseConfig } from '../../src/policy/config/config.ts';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { blocks, page } from './pages.ts';

const configuration = page('docs/configuration.md');
const own = '.github/plimsoll.yaml';

test('the table of keys is what the schema gives: npx tsx scripts/config-page.ts', async () => {
  expect(await filledConfigPage(configuration.text)).toBe(configuration.text);
});

test('the example is a configuration, and shows every key at the top', () => {
  const [example = ''] = blocks(configuration, 'yaml');

  const parsed = parseConfig(own, example);

  const shown = Object.keys(configSchema.shape).filter((key) => new RegExp(`^${key}:`, 'm').test(example));
  expect(shown).toEqual(Object.keys(configSchema.shape));
  expect(parsed.waivers).toEqual([
    {
      rule: 'pod-security-baseline/host-namespaces',
      file: 'node-agent/**',
      object: 'DaemonSet/monitoring/node-agent',
      reason: 'The agent measures the node itself; OPS-412 replaces it.',
      owner: '@acme/observability',
      expires: '2027-03-31',
    },
  ]);
});

test('what the page says of an unknown key is what is said', () => {
  const [said = ''] = blocks(configuration, 'text');

  const parsing = (): unknown => parseConfig(own, 'failOn: high\nexcludes: []\n');

  expect(parsing).toThrow(new ConfigurationError(own, said.trim().replace(/^plimsoll: /, '')));
});

test('keys are told with those around them, in the order of the schema', () => {
  const schema = z.strictObject({
    charts: z.array(z.strictObject({ path: z.string().describe('A folder.') })).optional(),
    rules: z.record(z.string(), z.strictObject({ severity: z.enum(['high', 'low']).optional() })).optional(),
  });

  expect(configKeys(z.toJSONSchema(schema))).toEqual([
    { key: 'charts', value: 'list of map', meaning: '' },
    { key: 'charts[].path', value: 'string, required', meaning: 'A folder.' },
    { key: 'rules', value: 'map by rule id', meaning: '' },
    { key: 'rules.<id>.severity', value: '`high` `low`', meaning: '' },
  ]);
});
