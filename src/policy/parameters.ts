/** Computes the parameters of rules for each object from the headers and the configuration. */
import ignore from 'ignore';
import { at } from '../foundation/json.ts';
import { isClusterScoped, objectName } from '../foundation/kubernetes/names.ts';
import { defaultParameters, fitsType } from '../foundation/parameters.ts';
import { globMatcher } from '../foundation/text/glob.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import {
  type ObjectParameters,
  type Parameters,
  type ParametersFor,
  type ParametersSource,
} from '../model/parameter.ts';
import { type Rule } from '../model/rule.ts';
import { type Config } from './config/config.ts';
import { type Narrowing } from './config/rules.ts';

/** Precedence, from low to high: header defaults, `parameters`, each entry of `where` that applies, in order. */
export function parametersFor({ rules: changes }: Pick<Config, 'rules'>, rules: readonly Rule[]): ParametersFor {
  const declaring = rules.filter(({ parameters }) => parameters !== undefined);
  const defaults = defaultParameters(declaring);
  const everywhere = declaring.map(
    (rule) => [rule.id, { ...defaults[rule.id], ...fitting(rule, changes[rule.id]?.parameters ?? {}) }] as const,
  );
  const entries = declaring.flatMap((rule) =>
    (changes[rule.id]?.where ?? []).map((entry) => ({
      rule: rule.id,
      fits: narrowingFits(entry),
      parameters: fitting(rule, entry.parameters),
    })),
  );
  const made = new Map<string, ObjectParameters>();
  return (object, source) => {
    const fit = entries.flatMap((entry, index) => (entry.fits(object, source) ? [index] : []));
    const key = fit.join();
    const before = made.get(key);
    if (before !== undefined) return before;
    const byRule = new Map<string, Parameters>(everywhere);
    for (const { rule, parameters } of fit.flatMap((index) => entries[index] ?? []))
      byRule.set(rule, { ...byRule.get(rule), ...parameters });
    const all = { key, byRule: Object.fromEntries(byRule) };
    made.set(key, all);
    return all;
  };
}

/** Wrong names and types were refused when the configuration was read. */
function fitting({ parameters = {} }: Rule, given: Readonly<Record<string, unknown>>): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { type }]) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      return fitsType(type, value) ? [[name, value]] : [];
    }),
  );
}

type Fits = (object: KubernetesObject, source: ParametersSource) => boolean;

/** Whether an entry of `where` applies to an object. */
export function narrowingFits({ path, namespace, labels }: Omit<Narrowing, 'parameters'>): Fits {
  const all = [
    ...(path === undefined ? [] : [pathFits(path)]),
    ...(namespace === undefined ? [] : [namespaceFits(namespace)]),
    ...(labels === undefined ? [] : [labelsFit(labels)]),
  ];
  return (object, source) => all.every((fits) => fits(object, source));
}

/** For a folder, files inside it are tested too: `charts/web/**` is meant to match the chart there. */
function pathFits(pattern: string): Fits {
  const patterns = ignore({ allowRelativePaths: true, ignorecase: false }).add(pattern);
  return (_, { path }) => {
    const inside = path === '.' ? '-' : `${path}/-`;
    return path === pattern || (path !== '.' && patterns.ignores(path)) || patterns.ignores(inside);
  };
}

function namespaceFits(pattern: string): Fits {
  const fits = globMatcher(pattern, 'doublestar');
  return (object, source) => {
    const namespace = namespaceOf(object, source);
    return namespace !== null && fits(namespace);
  };
}

/** For a Namespace, its own name, as in admission requests; null for other cluster-scoped objects. */
function namespaceOf(object: KubernetesObject, source: ParametersSource): string | null {
  const { apiVersion, kind, namespace, name } = objectName(object);
  if (apiVersion === 'v1' && kind === 'Namespace') return name;
  return isClusterScoped(object) ? null : (namespace ?? source.namespace);
}

function labelsFit(labels: Readonly<Record<string, string>>): Fits {
  return (object) =>
    Object.entries(labels).every(([label, value]) => at(object, ['metadata', 'labels', label]) === value);
}
