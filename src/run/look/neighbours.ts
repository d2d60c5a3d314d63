import { labelWords } from '../../facts/pod-security.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type Source } from '../../model/source.ts';
import { type Rendering } from '../../model/manifest.ts';
import { mayHaveNamespaces } from '../../sources/deployments/made-namespaces.ts';
import { looksBy } from '../../rules/interest.ts';
import { type Evaluator } from '../../rules/evaluate.ts';
import { evaluateAll, type Evaluated, isUnseen } from './inspect.ts';
import { type Looked } from './looked.ts';
import { type RawFinding } from '../../model/rule.ts';
import { objectKey } from '../../foundation/kubernetes/keys.ts';
import { renderSide } from './render-side.ts';
import { type Contribution } from '../../facts/relate.ts';
import { suppositions } from '../../facts/suppositions.ts';
import { type Readers, readersByFamilies } from './reading.ts';
import { certain, remember, remembered } from './remembered.ts';
import { type Setting } from '../open/setting.ts';
import { makes } from '../../sources/plain/made.ts';
import { isWorkload } from '../../foundation/kubernetes/pods.ts';

/** A side of a review before its rules were asked. */
export type Unjudged = Omit<Looked, 'evaluated'>;

/**
 * What unchanged charts and kustomizations bring to their clusters, by the ids of the sources: of those clusters where a
 * rule would say something else of the change if it knew, and those that may bring a namespace that the change makes, or say
 * by which version of Pod Security its workloads are judged. They are the same at base and head.
 */
export async function neighbours(
  before: Unjudged,
  after: Unjudged,
  setting: Setting,
): Promise<ReadonlyMap<string, Contribution>> {
  const isWide = differ(before, after);
  const targets = new Set([before, after].flatMap((side) => hangingTargets(side, isWide, setting)));
  const making = new Set([before, after].flatMap(makingTargets));
  const running = new Set([before, after].flatMap(runningTargets));
  const { side } = after;
  const asked = await Promise.all(
    after.quiet.filter(isUnseen).map(async (each) => {
      const { target } = each.source;
      const isWanted =
        targets.has(target) ||
        (making.has(target) && (await mayHaveNamespaces(each.source, side.texts))) ||
        (running.has(target) && (await mayLabelNamespaces(each.source, side.texts)));
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

/** The clusters that workloads of the change go to. */
function runningTargets({ renderings }: Unjudged): string[] {
  const runs = ({ manifests }: Rendering): boolean => manifests.some(({ object }) => isWorkload(object));
  return renderings.filter(runs).map(({ source }) => source.target);
}

/** Whether it may label namespaces for Pod Security, by the text that is here: what is packed or elsewhere hardly does. */
async function mayLabelNamespaces({ reads, finishing }: Source, texts: Texts): Promise<boolean> {
  const read = await Promise.all(reads.map((path) => texts.of(path)));
  const all = [JSON.stringify(finishing), ...read.flatMap((text) => (text.ok ? [text.text] : []))];
  return labelWords.every((word) => all.some((text) => text.includes(word)));
}

/** The clusters where what is unknown decides what a rule says: of the families that it reads, and of no others. */
function hangingTargets(side: Unjudged, isWide: boolean, { world, evaluator }: Setting): string[] {
  return readersByFamilies(world.rules).flatMap((readers) => targetsHangingFor(readers, side, isWide, evaluator));
}

function targetsHangingFor(
  { families, rules }: Readers,
  { facts, renderings, quiet }: Unjudged,
  isWide: boolean,
  evaluator: Evaluator,
): string[] {
  const supposed = suppositions(facts, families);
  if (supposed.length === 1) return [];
  const looks = looksBy(rules);
  const asking = [...renderings, ...(isWide ? quiet : [])]
    .map((each) => ({ ...each, manifests: each.manifests.filter(({ object }) => looks(object).length > 0) }))
    .filter(({ manifests }) => manifests.length > 0);
  if (asking.length === 0) return [];
  const ids = new Set(rules.map(({ id }) => id));
  const said = supposed.map((each) => saidOf(evaluateAll(evaluator, asking, each), ids));
  const hanging = said.flatMap((some) => [...some]).filter(([finding]) => !said.every((some) => some.has(finding)));
  const targets = new Map(asking.map(({ source }) => [source.id, source.target]));
  return hanging.flatMap(([, source]) => targets.get(source) ?? []);
}

/** What these rules say, each with the source that it is said of. */
function saidOf({ findings }: Evaluated, rules: ReadonlySet<string>): Map<string, string> {
  const key = ({ rule, manifest, path, message }: RawFinding): string =>
    JSON.stringify([manifest.source, objectKey(manifest), rule, path, message]);
  const theirs = findings.filter(({ rule }) => rules.has(rule));
  return new Map(theirs.map((finding) => [key(finding), finding.manifest.source]));
}
