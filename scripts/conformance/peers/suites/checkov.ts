/**
 * Checkov: a folder for each check. The test names the objects; or the names of the files say whether they pass; where
 * several checks share a folder, only the number of objects that fail is known.
 */
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Expectation, type Suite } from '../expectation.ts';
import { documentsOf, foldersIn, manifestsBelow } from '../files.ts';
import { derivedCases } from './derived.ts';

const schema = z.object({
  check_id: z.string().nullable(),
  folder: z.string(),
  failed: z.number(),
  passing_resources: z.array(z.string()).default([]),
  failing_resources: z.array(z.string()).default([]),
});
const graph = 'tests/kubernetes/graph/checks/resources';
const graphSchema = z.object({ pass: z.array(z.string()).default([]), fail: z.array(z.string()).default([]) });

/** The checks of graph tests whose id is not the folder's name. */
const graphIds: Readonly<Record<string, string>> = {
  ImpersonatePermissions: 'CKV2_K8S_3',
  ModifyServicesStatus: 'CKV2_K8S_4',
  NoCreateNodesProxyOrPodsExec: 'CKV2_K8S_2',
  ReadAllSecrets: 'CKV2_K8S_5',
  RequireAllPodsToHaveNetworkPolicy: 'CKV2_K8S_6',
  RoleBindingPE: 'CKV2_K8S_1',
};

type Case = z.infer<typeof schema> & { readonly check_id: string };

export function checkov(root: string): Suite {
  const cases = derivedCases(root, schema).flatMap((each): Case[] =>
    each.check_id === null ? [] : [{ ...each, check_id: each.check_id }],
  );
  const graphs = foldersIn(join(root, graph));
  const expectations = [
    ...cases.flatMap((each) => ofCase(root, each, cases)),
    ...graphs.flatMap((name) => ofGraph(root, name)),
  ];
  const checks = [...cases.map((each) => each.check_id), ...graphs.map((folder) => graphIds[folder] ?? folder)];
  return { name: 'checkov', checks, expectations };
}

function ofCase(root: string, each: Case, cases: readonly Case[]): Expectation[] {
  const files = manifestsBelow(root, each.folder);
  const named = [...ofNames(each.passing_resources, false), ...ofNames(each.failing_resources, true)];
  if (named.length > 0) return named.map((rest) => ({ check: each.check_id, files, ...rest }));
  const isShared = cases.some(({ folder, check_id: id }) => folder === each.folder && id !== each.check_id);
  if (isShared) return [{ check: each.check_id, files, object: null, fails: each.failed }];
  return files.flatMap((file) => {
    const [passes, fails] = [/pass/i, /fail/i].map((word) => word.test(basename(file)));
    if (passes === fails) return []; // neither, or one object of each
    return [{ check: each.check_id, files: [file], object: null, fails: fails === true }];
  });
}

function ofGraph(root: string, name: string): Expectation[] {
  const folder = join(graph, name);
  const check = graphIds[name] ?? name;
  const { pass, fail } = graphSchema.parse(documentsOf(join(root, folder, 'expected.yaml'))[0]);
  const files = manifestsBelow(root, folder).filter((file) => basename(file) !== 'expected.yaml');
  return [...ofNames(pass, false), ...ofNames(fail, true)].map((rest) => ({ check, files, ...rest }));
}

/** Checkov's names are `Kind.namespace.name`. */
function ofNames(names: readonly string[], fails: boolean): Pick<Expectation, 'object' | 'fails'>[] {
  return names.map((name) => {
    const [kind = '', , ...rest] = name.split('.');
    return { object: `${kind}/${rest.join('.')}`, fails };
  });
}
