/** Which names say that an object is in production, or not. */
import { at } from '../foundation/json.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import { globMatcher } from '../foundation/text/glob.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { type Config } from './config/config.ts';

export type EnvironmentName = 'production' | 'test';

/** The names of an object that may say its environment, each with what it is the name of. */
export function environmentNames(
  object: KubernetesObject,
  { namespace, target }: { readonly namespace: string; readonly target: string },
): readonly (readonly [string, string])[] {
  const own = object.kind === 'Namespace' ? objectName(object).name : objectName(object).namespace;
  return [
    ['namespace', own ?? namespace],
    ['cluster', target],
    ...['environment', 'env'].flatMap((label) => {
      const value = at(object, ['metadata', 'labels', label]);
      return typeof value === 'string' ? [[`label ${label}`, value] as const] : [];
    }),
  ];
}

/** The patterns that the configuration sets. */
export function environmentPatterns(
  { environments }: Pick<Config, 'environments'>,
  environment: EnvironmentName,
): readonly { readonly pattern: string; readonly matches: (name: string) => boolean }[] {
  return (environments[environment] ?? []).map((pattern) => ({ pattern, matches: globMatcher(pattern, 'doublestar') }));
}
