/** Kyverno's policies: results for resources in kyverno-test.yaml, and manifests that Chainsaw applies or sees refused. */
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Expectation, type Suite } from '../expectation.ts';
import { documentsOf, manifestsBelow, objectsOf } from '../files.ts';

const testSchema = z.object({
  resources: z.array(z.string()),
  results: z
    .array(
      z.object({
        policy: z.string(),
        kind: z.string().optional(),
        resources: z.array(z.string()).default([]),
        result: z.string(),
        patchedResources: z.string().optional(),
      }),
    )
    .nullish(),
});

const applySchema = z.object({
  file: z.string(),
  expect: z.array(z.object({ check: z.record(z.string(), z.unknown()) })).default([]),
});
const chainsawSchema = z.object({
  spec: z.object({
    steps: z.array(
      z.object({
        try: z.array(z.object({ apply: applySchema.optional(), create: applySchema.optional() })).default([]),
      }),
    ),
  }),
});

export function kyverno(root: string): Suite {
  const files = ['best-practices', 'other'].flatMap((folder) => manifestsBelow(root, folder));
  const named = (name: string): string[] => files.filter((file) => file.endsWith(`/${name}`));
  const expectations = [
    ...named('kyverno-test.yaml').flatMap((file) => ofTest(root, file)),
    ...named('chainsaw-test.yaml').flatMap((file) => ofChainsaw(root, file)),
  ];
  const folders = files.filter((file) => file.split('/').length === 3);
  const checks = folders.flatMap((file) => policiesIn(root, file));
  return {
    name: 'kyverno-policies',
    checks: [...new Set([...checks, ...expectations.map(({ check }) => check)])],
    expectations,
  };
}

function ofTest(root: string, file: string): Expectation[] {
  const { resources, results } = testSchema.parse(documentsOf(join(root, file))[0]);
  const files = resources.map((path) => join(dirname(file), path));
  return (results ?? [])
    .filter(({ result, patchedResources }) => /^(?:pass|fail)$/.test(result) && patchedResources === undefined)
    .flatMap(({ policy, kind = '', resources: names, result }) =>
      names.map((name) => {
        const object = `${kind}/${name.split('/').at(-1) ?? ''}`;
        return { check: policy, files, object, fails: result === 'fail' };
      }),
    );
}

/** What is applied in the test of exactly one policy. */
function ofChainsaw(root: string, file: string): Expectation[] {
  const { spec } = chainsawSchema.parse(documentsOf(join(root, file))[0]);
  const applied = spec.steps
    .flatMap((step) => step.try.flatMap(({ apply, create }) => apply ?? create ?? []))
    .map((each) => ({ path: join(dirname(file), each.file), fails: each.expect.some(isRefusal) }));
  const policies = applied.flatMap(({ path }) => policiesIn(root, path));
  const [check] = policies;
  if (check === undefined || policies.length > 1) return [];
  return applied
    .filter(({ path }) => policiesIn(root, path).length === 0)
    .map(({ path, fails }) => ({ check, files: [path], object: null, fails }));
}

function isRefusal({ check }: { readonly check: Readonly<Record<string, unknown>> }): boolean {
  return Object.entries(check).some(([key, value]) => /\$error\s*!=\s*null/.test(key) && value === true);
}

function policiesIn(root: string, file: string): string[] {
  return objectsOf(root, [file])
    .filter(({ apiVersion, kind }) => apiVersion.includes('kyverno.io/') && kind.endsWith('Policy'))
    .flatMap(({ metadata }) => {
      const { data } = z.object({ name: z.string() }).safeParse(metadata);
      return data === undefined ? [] : [data.name];
    });
}
