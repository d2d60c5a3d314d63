import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { expect, test } from 'vitest';
import { groupBy } from '../../src/foundation/groups.ts';
import { casesOf } from '../../src/rules/cases/cases.ts';
import { inputOf } from '../../src/rules/cases/run-cases.ts';
import { batchText, writtenPart } from '../../src/rules/batches.ts';
import { batchEntrypoint } from '../../src/rules/evaluate.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { looksBy } from '../../src/rules/interest.ts';
import { inParts, rulePart } from '../../src/rules/rule-parts.ts';

const pack = await loadPack('dist');
const parts = groupBy(pack.rules, ({ id }) => {
  const [group = '', rule = ''] = id.split('/');
  return rulePart(group, rule);
});

/** With more regular expressions than OPA keeps, this would not end, or be wrong. */
test.each([...parts])('all cases of the part %s can be evaluated at once', async (_, rules) => {
  const policy = await loadPolicy(Uint8Array.from(pack.wasm).buffer);
  policy.setData({ facts: {} });
  const looksAt = looksBy(rules);
  const cases = (await Promise.all(rules.map(({ id }) => casesOf('policies', id)))).flat();
  const written = cases.flatMap(({ object, source }) => {
    const [, seen] = inputOf(object, source);
    const question = { object, source: seen, parameters: { key: '', byRule: {} } };
    return looksAt(object).flatMap((look) =>
      inParts(look.rules).map((part) =>
        writtenPart(question, look, { ...part, object: JSON.stringify(object), decoded: [] }),
      ),
    );
  });
  const input: unknown = JSON.parse(batchText(written));
  const [{ result }] = policy.evaluate(input, batchEntrypoint) as [{ result: unknown[] }];

  expect(result).toHaveLength(written.length);
});

test('a rule of a name that objects have is in the part of most rules', () => {
  expect(rulePart('constructor', 'toString')).toBe('others');
});
