import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fluxValues, type Given } from '../../src/sources/deployments/flux/merge-values.ts';
import { NotSet } from '../../src/sources/deployments/flux/target-value.ts';
import { isJsonMap } from '../../src/foundation/json.ts';
import { type JsonObject } from '../../src/model/json.ts';
import { parseManifests } from '../../src/yaml/values.ts';

/** Made by ChartValuesFromReferences of fluxcd/pkg/chartutil 1.14, from random entries. Null where it refuses them. */
interface Case {
  readonly valuesFrom: readonly { readonly text: string; readonly targetPath?: string }[];
  readonly values: JsonObject;
  readonly merged: JsonObject | null;
}
const cases = JSON.parse(readFileSync(new URL('flux-values.json', import.meta.url), 'utf8')) as readonly Case[];

function givenOf({ text, targetPath }: Case['valuesFrom'][number]): Given {
  if (targetPath !== undefined) return { kind: 'at', path: targetPath, text };
  const value = parseManifests(text).documents[0]?.value;
  return { kind: 'values', value: isJsonMap(value) ? value : {} };
}

function mergedOf({ valuesFrom, values }: Case): JsonObject | null {
  try {
    return fluxValues(valuesFrom.map(givenOf), values);
  } catch (thrown) {
    if (thrown instanceof NotSet) return null;
    throw thrown;
  }
}

describe('the values of a HelmRelease', () => {
  test.each(cases.map((each) => [JSON.stringify([each.valuesFrom, each.values]), each] as const))(
    'are those that helm-controller makes of %s',
    (_, each) => {
      expect(mergedOf(each)).toEqual(each.merged);
    },
  );

  test('are set below a map that only the inline values have, and not beside it', () => {
    const given = [
      { kind: 'at', path: 'sec.privileged', text: 'true' },
      { kind: 'at', path: 'hostPID', text: 'true' },
    ] as const;

    expect(fluxValues(given, { sec: { privileged: false }, hostPID: false })).toEqual({
      sec: { privileged: true },
      hostPID: false,
    });
  });
});
