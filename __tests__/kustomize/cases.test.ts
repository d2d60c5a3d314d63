import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../src/foundation/json.ts';
import { parseManifests } from '../../src/yaml/values.ts';
import { builder, type Texts } from './built.ts';

/**
 * Each folder below cases/ is a repository; `expected.yaml` in one of its folders is what
 * `kustomize build --enable-helm --helm-kube-version 1.36.0` of that folder printed, of kustomize v5.8.2 and Helm 4.3.
 */
const folder = join(import.meta.dirname, 'cases');

interface Case {
  readonly name: string;
  readonly texts: Texts;
  readonly built: string;
  readonly expected: string;
}

function read(name: string): Case {
  const files = readdirSync(join(folder, name), { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  const texts = Object.fromEntries(
    files.map(({ parentPath, name: file }) => {
      const path = join(parentPath, file);
      return [posix.relative(join(folder, name), path), readFileSync(path, 'utf8')];
    }),
  );
  const expected = Object.keys(texts).filter((path) => posix.basename(path) === 'expected.yaml');
  const [path = ''] = expected;
  if (expected.length !== 1) throw new Error(`${name} has ${expected.length} expected.yaml`);
  const { [path]: text = '', ...input } = texts;
  return { name, texts: input, built: posix.dirname(path), expected: text };
}

describe('a build is what kustomize makes, object by object and in its order', () => {
  const { build } = builder();

  it.each(readdirSync(folder).map(read))('$name', async ({ texts, built, expected }) => {
    const { manifests, problems } = await build(texts, built);

    expect(problems).toEqual([]);
    expect(manifests.map(({ object }) => canonical(object))).toEqual(
      parseManifests(expected).documents.map(({ value }) => canonical(value)),
    );
  });
});
