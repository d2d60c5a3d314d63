/** Reports entries of the configuration that are valid and change nothing. */
import { at, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { groupOf, objectLabel, objectName } from '../../foundation/kubernetes/names.ts';
import { configuredPods, isOfGroup, partsOf } from '../../foundation/kubernetes/pods.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { type Notice } from '../../model/problem.ts';
import { type ParametersSource } from '../../model/parameter.ts';
import { type Rule } from '../../model/rule.ts';
import { environmentNames, environmentPatterns } from '../environments.ts';
import { narrowingFits } from '../parameters.ts';
import { type RuleStanding } from '../../findings/compare/compare.ts';
import { type TrustedConfig } from '../trusted-config.ts';

/** An object that was checked, and where it goes. */
export interface CheckedObject {
  readonly object: KubernetesObject;
  readonly source: ParametersSource & { readonly target: string };
}

export interface Checked {
  readonly objects: readonly CheckedObject[];
  /** Whether these are all objects of the repository: only then something can be missing among them. */
  readonly isAll: boolean;
}

/** Maximum number of notices of each kind. */
const mostSaid = 20;

/** Entries of `rules` that change a rule which does not run. `sets`: false if the command line replaces the sets. */
export function idleRules(trusted: TrustedConfig, rules: readonly Rule[], standing: RuleStanding): Notice[] {
  const { value } = trusted;
  return Object.entries(value.rules)
    .flatMap(([id, { enabled, ...change }]): Notice[] => {
      const rule = rules.find((each) => each.id === id);
      const keys = Object.entries(change).flatMap(([key, set]) => (set === undefined ? [] : [key]));
      if (rule === undefined || enabled !== undefined || keys.length === 0 || standing(id) !== null) return [];
      const sets = [...(rule.sets ?? []), 'all'].join(', ');
      const what = `changes a rule that is off: it is in none of the chosen sets (${value.sets.join(', ')})`;
      return [
        said(
          trusted,
          'configuration-idle',
          ['rules', id],
          `rules.${id}`,
          `${what}. Add enabled: true, choose one of its sets (${sets}), or remove the entry.`,
        ),
      ];
    })
    .slice(0, mostSaid);
}

/** Entries of `where` that apply to no object. */
export function idleNarrowings(trusted: TrustedConfig, { objects, isAll }: Checked): Notice[] {
  if (!isAll || objects.length === 0) return [];
  return Object.entries(trusted.value.rules)
    .flatMap(([id, { where = [] }]) =>
      where.flatMap((entry, index): Notice[] => {
        const fits = narrowingFits(entry);
        if (objects.some(({ object, source }) => fits(object, source))) return [];
        const { path, namespace, labels } = entry;
        const asked = [
          ...(path === undefined ? [] : [`path ${path}`]),
          ...(namespace === undefined ? [] : [`namespace ${namespace}`]),
          ...(labels === undefined ? [] : [`labels ${JSON.stringify(labels)}`]),
        ].join(', ');
        const what = `applies to nothing: no object here has ${asked}. Correct it, or remove it.`;
        return [
          said(trusted, 'configuration-idle', ['rules', id, 'where', index], `rules.${id}.where[${index}]`, what),
        ];
      }),
    )
    .slice(0, mostSaid);
}

/** Patterns of `environments` that match no namespace, cluster or label. */
export function idleEnvironments(trusted: TrustedConfig, { objects, isAll }: Checked): Notice[] {
  if (!isAll || objects.length === 0) return [];
  const names = new Set(
    objects.flatMap(({ object, source }) => environmentNames(object, source).map(([, name]) => name)),
  );
  return (['production', 'test'] as const)
    .flatMap((environment) =>
      environmentPatterns(trusted.value, environment).flatMap(({ pattern, matches }, index): Notice[] => {
        if ([...names].some(matches)) return [];
        const what = `matches nothing: no namespace, cluster, or label environment or env here is ${JSON.stringify(pattern)}. Correct it, or remove it.`;
        const path = ['environments', environment, index];
        return [said(trusted, 'configuration-idle', path, `environments.${environment}[${index}]`, what)];
      }),
    )
    .slice(0, mostSaid);
}

/** Entries of `workloads` that are for no object, and their paths that reach no pod. */
export function idleWorkloads(trusted: TrustedConfig, { objects, isAll }: Checked): Notice[] {
  return trusted.value.workloads
    .flatMap((entry, index): Notice[] => {
      const { group, kind, pods } = entry;
      const named = `${kind}${group === '*' ? '' : ` (${group})`}`;
      const ofKind = objects.map(({ object }) => object).filter((object) => object.kind === kind);
      const theirs = ofKind.filter((object) => isOfGroup(entry, object));
      if (theirs.length === 0) {
        const groups = [...new Set(ofKind.map(({ apiVersion }) => groupOf(apiVersion)))].filter((each) => each !== '');
        const others = groups.length === 0 ? '' : ` There are objects of kind ${kind} in ${groups.sort().join(', ')}.`;
        const what = `is for ${named}, and no object here is of that kind.${others} Correct it, or remove it.`;
        return isAll ? [said(trusted, 'workload-unmatched', ['workloads', index], `workloads[${index}]`, what)] : [];
      }
      return pods.flatMap((path, place): Notice[] => {
        if (theirs.some((object) => reachesPod(object, path))) return [];
        const where = `workloads[${index}].pods[${place}]`;
        return [
          said(
            trusted,
            'workload-unmatched',
            ['workloads', index, 'pods', place],
            where,
            whyUnreached(theirs, named, path),
          ),
        ];
      });
    })
    .slice(0, mostSaid);
}

function reachesPod(object: KubernetesObject, path: string): boolean {
  return configuredPods(object, path).some(({ spec }) => isJsonMap(at(object, spec)));
}

function whyUnreached(objects: readonly KubernetesObject[], kind: string, path: string): string {
  const [example] = objects;
  const parts = partsOf(path);
  const reached = Math.max(...objects.map((object) => stepsInto(object, parts)));
  if (example === undefined || reached === parts.length)
    return `reaches no pod: ${path} of ${kind} is neither a pod template (metadata and spec) nor a pod specification (containers).`;
  const object = objects.find((each) => stepsInto(each, parts) === reached) ?? example;
  const there = parts.slice(0, reached);
  const keys = keysUnder(object, there);
  const has = keys.length === 0 ? 'nothing there' : keys.map((key) => written([...there, key], path)).join(', ');
  return `reaches nothing: no object of kind ${kind} has ${written(parts.slice(0, reached + 1), path)}; ${objectLabel(objectName(object))} has ${has}. Correct the path, or remove it.`;
}

/** Steps as the configuration writes them. */
function written(parts: readonly string[], path: string): string {
  const text = parts.join('.').replaceAll('.[*]', '[*]');
  return path.includes('[*]') ? text.replaceAll('.*', '[*]') : text;
}

/** How many steps of a path exist. */
function stepsInto(object: KubernetesObject, parts: readonly string[]): number {
  let values: readonly Json[] = [object];
  for (const [index, part] of parts.entries()) {
    values = values.flatMap((value) =>
      part === '*' ? itemsOf(value) : [at(value, [part])].filter((each) => each !== undefined),
    );
    if (values.length === 0) return index;
  }
  return parts.length;
}

function itemsOf(value: Json): readonly Json[] {
  if (isJsonList(value)) return value;
  return isJsonMap(value) ? Object.values(value) : [];
}

/** Maximum number of keys to name. */
const mostKeys = 12;

function keysUnder(object: KubernetesObject, parts: readonly string[]): string[] {
  let values: readonly Json[] = [object];
  for (const part of parts)
    values = values.flatMap((value) =>
      part === '*' ? itemsOf(value) : [at(value, [part])].filter((each) => each !== undefined),
    );
  const keys = values.flatMap((value) => (isJsonMap(value) ? Object.keys(value) : isJsonList(value) ? ['[*]'] : []));
  return [...new Set(keys)].slice(0, mostKeys);
}

function said({ file, lineOf }: TrustedConfig, code: Notice['code'], path: Path, key: string, what: string): Notice {
  const line = lineOf(path);
  const place = { kind: 'lines', file, first: line, last: line } as const;
  return { code, subject: file, message: `${key} at ${file}:${line} ${what}`, place };
}
