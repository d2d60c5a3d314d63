import { mayHaveNamespaces } from './discover/made-namespaces.ts';
import { kindsOf } from './evaluate/evaluate.ts';
import { evaluateAll, type Evaluated, isUnseen } from './inspect.ts';
import { type Looked } from './looked.ts';
import { type RawFinding } from './model.ts';
import { objectKey } from './identity/identity.ts';
import { renderSide } from './render-side.ts';
import { type Contribution, suppositions } from './relate/relate.ts';
import { certain, remember, remembered } from './remembered.ts';
import { type Setting } from './setting.ts';
import { makes } from './unmade.ts';

/** A side of a review before its rules were asked. */
export type Unjudged = Omit<Looked, 'evaluated'>;

/**
 * What unchanged charts and kustomizations bring to their clusters, by the ids of the sources: of those clusters where a
 * rule would say something else of the change if it knew, and those that may bring a namespace that the change makes. They are the same at base and head.
 */
export async function neighbours(
  before: Unjudged,
  after: Unjudged,
  setting: Setting,
): Promise<ReadonlyMap<string, Contribution>> {
  const isWide = differ(before, after);
  const targets = new Set([before, after].flatMap((side) => hangingTargets(side, isWide, setting)));
  const making = new Set([before, after].flatMap(makingTargets));
  const { side } = after;
  const asked = await Promise.all(
    after.quiet.filter(isUnseen).map(async (each) => {
      const { target } = each.source;
      const isWanted =
        targets.has(target) || (making.has(target) && (await mayHaveNamespaces(each.source, side.texts)));
      return isWanted ? [each] : [];
    }),
  );
  const unseen = asked.flat();
  if (unseen.length === 0) return new Map();
  const started = performance.now();
  const sources = unseen.map(({ source }) => source);
  const known = await remembered(side, sources, setting);
  const now = await renderSide(
    side,
    sources.filter(({ id }) => !known.has(id)),
    setting,
  );
  const rendered = await remember(now.side, now.renderings, setting);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const where = [...new Set(sources.map(({ target }) => target))].sort().join(', ');
  setting.world.progress(
    `${unseen.length} unchanged sources looked at for what they bring to ${where}: ${rendered.size} rendered, ${seconds} s`,
  );
  return certain(new Map([...known, ...rendered]));
}

/**
 * Whether the change alters facts: a policy that is gone changes what a rule says of a namespace in a file that nobody
 * touched.
 */
export function differ(before: Unjudged, after: Unjudged): boolean {
  return JSON.stringify(before.facts) !== JSON.stringify(after.facts);
}

/** The clusters where a deployment of the change makes a namespace, if nobody else brings it. */
function makingTargets({ renderings }: Unjudged): string[] {
  return renderings.flatMap(({ source }) => (makes(source) ? [source.target] : []));
}

/** The clusters where what is unknown decides what a rule says. */
function hangingTargets(
  { facts, renderings, quiet }: Unjudged,
  isWide: boolean,
  { world, evaluator }: Setting,
): string[] {
  if (!JSON.stringify(facts).includes('"unknown"')) return [];
  const kinds = new Set(world.rules.filter(({ readsFacts }) => readsFacts).flatMap((rule) => [...kindsOf(rule)]));
  const asking = [...renderings, ...(isWide ? quiet : [])]
    .map((each) => ({ ...each, manifests: each.manifests.filter(({ object }) => kinds.has(object.kind)) }))
    .filter(({ manifests }) => manifests.length > 0);
  if (asking.length === 0) return [];
  const said = suppositions(facts).map((supposed) => saidOf(evaluateAll(evaluator, asking, supposed)));
  const hanging = said.flatMap((some) => [...some]).filter(([finding]) => !said.every((some) => some.has(finding)));
  const targets = new Map(asking.map(({ source }) => [source.id, source.target]));
  return hanging.flatMap(([, source]) => targets.get(source) ?? []);
}

/** What rules say, each with the source that it is said of. */
function saidOf({ findings }: Evaluated): Map<string, string> {
  const key = ({ rule, manifest, path, message }: RawFinding): string =>
    JSON.stringify([manifest.source, objectKey(manifest), rule, path, message]);
  return new Map(findings.map((finding) => [key(finding), finding.manifest.source]));
}
