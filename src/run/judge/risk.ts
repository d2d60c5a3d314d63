/** Finds what makes a finding matter more or less than others of its severity: docs/risk.md describes it. */
import { onceEach } from '../../foundation/cache/once-each.ts';
import { groupBy } from '../../foundation/groups.ts';
import { at, isJsonList } from '../../foundation/json.ts';
import { type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { containerLists } from '../../foundation/kubernetes/workloads.ts';
import { type Compared } from '../../model/finding.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type KubernetesObject, type Manifest, type Rendering } from '../../model/manifest.ts';
import { type FindingRisk } from '../../model/report.ts';
import { type Config } from '../../policy/config/config.ts';
import { type EnvironmentName, environmentNames, environmentPatterns } from '../../policy/environments.ts';
import { inputsOf } from '../look/inspect.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';

/** What can stand beside a finding, the weightiest first. `test` makes a finding matter less than all others. */
const factors = ['open', 'exposed', 'account', 'cloud', 'neighbour', 'hole', 'production', 'test'] as const;
type Factor = (typeof factors)[number];

interface FactorFound {
  readonly factor: Factor;
  readonly text: string;
}

/** Rules that say that an image has holes which are known. */
const ofHoles = new Set(['ai/vulnerable-server', 'exposure/nginx-vulnerable']);

/** Null if there is nothing to say of the finding. */
export function risksOf(head: InspectedSide, setting: Setting): (finding: Compared) => FindingRisk | null {
  const { evaluator, config } = setting;
  const renderings = new Map([...head.unchanged, ...head.renderings].map((each) => [each.source.id, each]));
  const holes = new Set(
    head.evaluated.findings.filter(({ rule }) => ofHoles.has(rule)).map(({ manifest }) => manifest),
  );
  const environmentOf = environmentsBy(config);
  const inputOf = onceEach((rendering: Rendering) => inputsOf(rendering, head.facts, evaluator.kubernetes));
  const ofObject = onceEach((manifest: Manifest): readonly FactorFound[] => {
    const rendering = renderings.get(manifest.source);
    if (rendering === undefined) return [];
    const facts = head.facts.apart?.(manifest.source) ?? head.facts;
    evaluator.know(facts);
    const said = evaluator.reasons(manifest.object, inputOf(rendering)(manifest.object));
    const environment = environmentOf(manifest.object, rendering);
    return [...said.flatMap(known), ...(environment === null ? [] : [environment])];
  });
  const privilegedIn = onceEach((manifest: Manifest) => privilegedContainers(manifest.object, evaluator.pods));
  return (finding) => {
    const hole = holes.has(finding.manifest) && !ofHoles.has(finding.rule);
    const found = [
      ...ofObject(finding.manifest),
      ...neighbourOf(finding, privilegedIn(finding.manifest)),
      ...(hole ? [{ factor: 'hole' as const, text: 'its image has holes that are known' }] : []),
    ];
    return found.length === 0 ? null : toRisk(found);
  };
}

function known({ factor, text }: { readonly factor: string; readonly text: string }): readonly FactorFound[] {
  const name = factors.find((each) => each === factor);
  return name === undefined ? [] : [{ factor: name, text }];
}

/** Each factor outweighs all after it together. */
function toRisk(found: readonly FactorFound[]): FindingRisk {
  const byFactor = groupBy(found, ({ factor }) => factor);
  const ordered = factors.flatMap((factor) => byFactor.get(factor)?.[0] ?? []);
  const weights = ordered.map(({ factor }) => (factor === 'test' ? -(2 ** factors.length) : 2 ** weightOf(factor)));
  return { reasons: ordered.map(({ text }) => text), order: weights.reduce((sum, weight) => sum + weight, 0) };
}

function weightOf(factor: Factor): number {
  return factors.length - 2 - factors.indexOf(factor);
}

/** A container that is privileged. */
interface Privileged {
  readonly name: string;
  readonly path: Path;
}

function privilegedContainers(object: KubernetesObject, { podsIn }: PodKinds): readonly Privileged[] {
  return podsIn(object).flatMap(({ spec }) =>
    ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
      listAt(object, [...spec, list]).flatMap((container, index) => {
        const name = at(container, ['name']);
        const isPrivileged = at(container, ['securityContext', 'privileged']) === true;
        return isPrivileged && typeof name === 'string' ? [{ name, path: [...spec, list, index] }] : [];
      }),
    ),
  );
}

/** A privileged container in the same object, beside the container that the finding is about. */
function neighbourOf({ path }: Compared, privileged: readonly Privileged[]): readonly FactorFound[] {
  const isOfContainer = path.some((part) => typeof part === 'string' && containerLists.has(part));
  const other = privileged.find((each) => each.path.some((part, place) => path[place] !== part));
  if (other === undefined || !isOfContainer) return [];
  return [{ factor: 'neighbour', text: `in one pod with the privileged container ${JSON.stringify(other.name)}` }];
}

function listAt(object: KubernetesObject, path: Path): readonly Json[] {
  const value = at(object, path);
  return isJsonList(value) ? value : [];
}

/** The parts of names that usually mean production, or the opposite. */
const usual = {
  production: new Set(['live', 'prd', 'prod', 'production']),
  test: new Set(['ci', 'demo', 'dev', 'development', 'preview', 'qa', 'sandbox', 'test', 'testing', 'tests']),
};

type EnvironmentOf = (object: KubernetesObject, rendering: Rendering) => FactorFound | null;

/** By the names of the object's namespace, of its cluster, and of its labels. Production comes first. */
function environmentsBy({ environments }: Config): EnvironmentOf {
  const isOf = (environment: EnvironmentName): ((name: string) => boolean) => {
    const patterns = environmentPatterns({ environments }, environment);
    if (environments[environment] !== undefined) return (name) => patterns.some(({ matches }) => matches(name));
    return (name) => name.split(/[-_./]/).some((part) => usual[environment].has(part.toLowerCase()));
  };
  const [isProduction, isTest] = [isOf('production'), isOf('test')];
  return (object, { source }) => {
    const names = environmentNames(object, source);
    const production = names.find(([, name]) => isProduction(name));
    if (production !== undefined) return { factor: 'production', text: `in production (${production.join(' ')})` };
    const test = names.find(([, name]) => isTest(name));
    return test === undefined ? null : { factor: 'test', text: `not in production (${test.join(' ')})` };
  };
}
