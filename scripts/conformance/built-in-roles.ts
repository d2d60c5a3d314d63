/** The roles and bindings that Kubernetes creates itself, as its own source has them. Needs Go and its module proxy. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { type BuiltInTable, tableOf } from '../../src/facts/built-in-table.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';

const files = [
  'cluster-roles',
  'controller-roles',
  'namespace-roles',
  'cluster-role-bindings',
  'controller-role-bindings',
  'namespace-role-bindings',
];

const module = z.object({ Version: z.string(), Dir: z.string() });
const listed = z.object({ items: z.array(z.json()) });

export const builtInFile = resolve(import.meta.dirname, '../../src/facts/built-in-roles.json');

/** The version is the one that engine/generate/rbac names. */
export function builtInUpstream(): BuiltInTable {
  const cwd = resolve(import.meta.dirname, '../../engine/generate/rbac');
  const go = (...args: string[]): unknown => JSON.parse(execFileSync('go', args, { cwd, encoding: 'utf8' }));
  const { Version: version, Dir: folder } = module.parse(go('mod', 'download', '-json', 'k8s.io/kubernetes'));
  const data = join(folder, 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata');
  const objects = files.flatMap(
    (name) =>
      listed.parse(load(readFileSync(join(data, `${name}.yaml`), 'utf8'))).items as unknown as KubernetesObject[],
  );
  return tableOf(version.replace(/^v(\d+\.\d+)\..*$/, '$1'), objects);
}
