/** Evaluates the rules on the objects of some files, as if these were all of a cluster. */
import { isJsonMap } from '../../../src/foundation/json.ts';
import { askedOf, contributionOf } from '../../../src/facts/contribution.ts';
import { relate } from '../../../src/facts/relate.ts';
import { type KubernetesObject } from '../../../src/model/manifest.ts';
import { loadEvaluator, type Pack } from '../../../src/rules/evaluate.ts';
import { inputOf } from '../../../src/rules/cases/run-cases.ts';
import { looksBy } from '../../../src/rules/interest.ts';
import { nameOf } from './files.ts';
import { type MappedRule } from './map.ts';

/** An object and what the rules say of it. */
export interface JudgedObject {
  /** `Kind/name`. */
  readonly name: string;
  /** The ids of the rules that look at its kind. */
  readonly rules: ReadonlySet<string>;
  /** The findings: the rule and all that it says, as text. */
  readonly findings: readonly { readonly rule: string; readonly text: string }[];
  /** The name of the role that it binds; null if it is not a binding. */
  readonly role: string | null;
}

export type Judge = (objects: readonly KubernetesObject[]) => readonly JudgedObject[];

export async function openJudge(pack: Pack): Promise<Judge> {
  const evaluator = await loadEvaluator([pack]);
  const looks = looksBy(pack.rules);
  const families = askedOf(pack.rules.flatMap(({ facts = [] }) => facts));
  return (objects) => {
    const placed = objects.map((object) => ({ manifest: { object }, namespace: 'default' }));
    const brought = { ...contributionOf('default', placed, families), source: 'input.yaml' };
    evaluator.know(relate([brought], [], { kept: false, images: {} }, families, true));
    return objects.map((object) => ({
      name: nameOf(object),
      rules: new Set(looks(object).flatMap(({ rules }) => rules.map((rule) => rule.join('/')))),
      findings: evaluator
        .evaluate(...inputOf(object, {}))
        .findings.map(({ rule, path, message, extent }) => ({ rule, text: JSON.stringify([path, message, extent]) })),
      role: roleOf(object),
    }));
  };
}

function roleOf({ kind, roleRef }: KubernetesObject): string | null {
  if (!kind.endsWith('RoleBinding') || !isJsonMap(roleRef)) return null;
  const [role, name] = [roleRef['kind'], roleRef['name']];
  return typeof role === 'string' && typeof name === 'string' ? `${role}/${name}` : null;
}

export function isFoundBy({ findings }: JudgedObject, rules: readonly MappedRule[]): boolean {
  return findings.some(({ rule, text }) => rules.some(({ id, only }) => id === rule && (only?.test(text) ?? true)));
}
