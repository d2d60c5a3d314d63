/** Proves edits: applies them, renders, evaluates, and checks that nothing unintended changed. */
import { isImageName } from '../foundation/kubernetes/image-reference.ts';
import { isGenerated } from '../foundation/kubernetes/keys.ts';
import { isBuilt } from '../sources/kustomize/build.ts';
import { type WrittenPart } from '../sources/kind.ts';
import { originKindOf } from '../sources/kinds.ts';
import { podFieldOf } from '../foundation/kubernetes/inherited.ts';
import { at, canonical } from '../foundation/json.ts';
import { distinctBy, groupBy } from '../foundation/groups.ts';
import { firstFewThenMany } from '../foundation/concurrency/in-turns.ts';
import { type Compared } from '../model/finding.ts';
import { type Path } from '../model/json.ts';
import { type Manifest } from '../model/manifest.ts';
import { type FixOperation, type RawFinding } from '../model/rule.ts';
import { type Source } from '../model/source.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import { applyEdits } from '../yaml/line-edits.ts';
import { type Candidate } from '../sources/candidates/candidate.ts';
import { carriedBy, type Carried, carriedValues } from '../sources/helm/candidates/carriers.ts';
import { differences, isMeant } from '../foundation/differences.ts';
import { type Trial, type FixContext } from './fix-context.ts';

/** The result of trying candidates together. */
export type Proof =
  /** No new finding, and no unintended change. `gone`: fingerprints of the findings that are fixed. */
  { readonly ok: true; readonly gone: ReadonlySet<string> } | { readonly ok: false; readonly why: string };

/** The number of renders left for proofs of the edits of something: a chart, or the files of a repository. */
export interface Budget {
  readonly of: string;
  readonly most: number;
  left: number;
}

export function budgetOf(most: number, of: string): Budget {
  return { of, most, left: most };
}

/** A render counts once for each so many characters of edited files. */
const charactersOfRender = 100_000;

function rendersOf(sources: readonly Source[], texts: ReadonlyMap<string, string>): number {
  const characters = [...texts.values()].reduce((sum, { length }) => sum + length, 0);
  return sources.length * Math.max(1, Math.ceil(characters / charactersOfRender));
}

/** Applies the candidates, then renders and evaluates `only`; by default all sources that read an edited file. */
export async function prove(
  candidates: readonly Candidate[],
  targets: readonly Compared[],
  context: FixContext,
  budget: Budget | null,
  only?: readonly Source[],
): Promise<Proof> {
  const texts = await editedTexts(candidates, context);
  if (texts === null) return { ok: false, why: 'The file to edit could not be read again.' };
  const sources = only ?? [...new Set([...texts.keys()].flatMap((file) => context.readers(file)))];
  const renders = rendersOf(sources, texts);
  if (budget !== null && budget.left < renders) return { ok: false, why: tooMuch(renders, budget) };
  if (budget !== null) budget.left -= renders;
  const rules = new Set(targets.map(({ rule }) => rule));
  const edited = context.edited(texts);
  const carried = carriedValues(candidates, context);
  let isFlawed = false;
  const shown = await firstFewThenMany(sources, async (source) => {
    const before = isFlawed ? null : await context.now(source);
    // A source that failed to render before is skipped: it proves nothing.
    if (before === null || before.rendering.status === 'failed') return nothing;
    const shows = flawOf(before, await edited(source), rules, { candidates, carried }, context);
    isFlawed ||= shows.why !== null;
    return shows;
  });
  // Renders start in order, so none before the first flaw was skipped.
  const why = shown.find((each) => each.why !== null)?.why ?? null;
  return why === null ? { ok: true, gone: new Set(shown.flatMap(({ gone }) => [...gone])) } : { ok: false, why };
}

function tooMuch(renders: number, { most, of, left }: Budget): string {
  return `An edit was found, but not tested: the test needs ${renders} renders, and only ${left} of the ${most} for ${of} are left. Apply the other suggestions first, or edit by hand.`;
}

interface ProofOfSource {
  readonly why: string | null;
  readonly gone: ReadonlySet<string>;
}

const nothing: ProofOfSource = { why: null, gone: new Set() };

async function editedTexts(candidates: readonly Candidate[], context: FixContext): Promise<Map<string, string> | null> {
  const texts = new Map<string, string>();
  for (const [file, group] of groupBy(candidates, (candidate) => candidate.file)) {
    const text = await context.texts.of(file);
    if (!text.ok) return null;
    texts.set(
      file,
      applyEdits(
        text.text,
        group.map(({ edit }) => edit),
      ),
    );
  }
  return texts;
}

interface Edits {
  readonly candidates: readonly Candidate[];
  readonly carried: readonly Carried[];
}

function flawOf(
  before: Trial,
  after: Trial,
  rules: ReadonlySet<string>,
  edits: Edits,
  context: FixContext,
): ProofOfSource {
  const { gone, worse, fixed } = context.difference(before.found, after.found);
  const none = new Set<string>();
  if (after.rendering.status === 'failed' || after.rendering.problems.length > before.rendering.problems.length) {
    return { why: `${tried(edits)}, but ${after.rendering.source.id} did not render with it.`, gone: none };
  }
  if (worse[0] !== undefined)
    return { why: `${tried(edits)}, but it would bring a new finding: ${worse[0]}`, gone: none };
  const refused = context.refusedPods(before, after);
  if (refused !== null) return { why: `${tried(edits)}, but ${refused}.`, gone: none };
  const wrong = wrongImage(before, after);
  if (wrong !== null) return { why: `${tried(edits)}, but ${wrong}.`, gone: none };
  const unmeant = unmeantChange(before, after, rules, edits, fixed, context);
  return unmeant === null
    ? { why: null, gone }
    : { why: `${tried(edits)}, but it would also change ${unmeant}. If that is wanted, edit it by hand.`, gone: none };
}

function tried({ candidates }: Edits): string {
  const [file = '', ...others] = new Set(candidates.map((candidate) => candidate.file));
  return others.length === 0
    ? `An edit of ${file} was tried`
    : `Edits of ${others.length + 1} files were tried together`;
}

/** The first image name that nodes would refuse, and that was valid before; the rule for it may be off. */
function wrongImage(before: Trial, after: Trial): string | null {
  const old = byObject(before.rendering.manifests);
  for (const [key, { object }] of byObject(after.rendering.manifests)) {
    const was = old.get(key)?.object;
    const changed = was === undefined ? [] : differences(was, object);
    for (const path of changed) {
      const [image, before] = path.at(-1) === 'image' ? [at(object, path), at(was, path)] : [];
      if (typeof image !== 'string' || isImageName(image)) continue;
      // Another tool fills in the rest of the name.
      if (typeof before === 'string' && !isImageName(before)) continue;
      return `${object.kind} ${objectName(object).name} would get the invalid image name ${image}`;
    }
  }
  return null;
}

/**
 * The first unintended change. Intended are: fields that any finding of these rules wants to change in the same object
 * (one value often feeds several containers), if no waiver accepts it; for a switch, the same fields of their pod;
 * checksums of these fields; a field whose finding by another rule is fixed too; what an edit writes in a declaration
 * that is a manifest itself; and an edited value in the object that passes it to a chart.
 */
function unmeantChange(
  before: Trial,
  after: Trial,
  rules: ReadonlySet<string>,
  { candidates, carried }: Edits,
  fixed: readonly Compared[],
  { isWaived }: FixContext,
): string | null {
  const old = byObject(before.rendering.manifests);
  const meant = groupBy(
    before.found.filter((found) => rules.has(found.finding.rule) && !isWaived(found)).map(({ finding }) => finding),
    ({ manifest }) => manifest,
  );
  const now = inOldVersions(byObject(after.rendering.manifests), old, meant);
  if (old.size !== now.size || [...old.keys()].some((key) => !now.has(key))) return 'which objects are rendered';
  const waived = groupBy(
    before.found.filter(isWaived).map(({ finding }) => finding),
    ({ manifest }) => manifest,
  );
  const byTheWay = groupBy(fixed, ({ manifest }) => manifest);
  const written = writtenBy(candidates);
  const inPod = candidates.some(({ yaml }) => yaml?.inPod === true);
  const restored = candidates.flatMap(({ yaml }) => yaml?.restores ?? []);
  const renamed = new Map([...old].map(([key, { object }]) => [nameIn(object), nameIn(now.get(key)?.object)]));
  for (const [key, manifest] of old) {
    const changed = differences(manifest.object, now.get(key)?.object);
    const carries = carriedBy(manifest.object, now.get(key)?.object, carried);
    // A generated name has a hash of its content, so references to it change as well.
    const isName = (path: Path): boolean => {
      const name = at(manifest.object, path);
      const next = at(now.get(key)?.object, path);
      return typeof name === 'string' && name !== next && renamed.has(name) && renamed.get(name) === next;
    };
    const allowed = (waived.get(manifest) ?? []).map(({ path }) => canonical(path));
    const others = (byTheWay.get(manifest) ?? []).map(({ path }) => canonical(path));
    const isMended = (path: Path): boolean => others.includes(canonical(path)) && !allowed.includes(canonical(path));
    const own = meant.get(manifest) ?? [];
    const paths = [
      ...own.flatMap(({ fix }: RawFinding) => fix.map(({ path }) => path)),
      ...(inPod ? inheritedBy(own, waived.get(manifest) ?? []) : []),
      ...written(manifest),
      ...(isBuilt(manifest.origin) ? restored : []),
    ];
    const stray = changed.find(
      (path) =>
        !isDerived(path) &&
        !isName(path) &&
        !carries(path) &&
        !isMended(path) &&
        !paths.some((wanted) => isMeant(path, wanted)),
    );
    if (stray === undefined) continue;
    const isAllowed = (waived.get(manifest) ?? []).some(({ fix }) => fix.some(({ path }) => isMeant(stray, path)));
    const what = `${manifest.object.kind} ${objectName(manifest.object).name} at ${stray.join('.')}`;
    return isAllowed ? `${what}, which a waiver allows` : what;
  }
  return null;
}

/** Fields of pods that have the effect of the fixes, unless a container would inherit what a waiver lets it lack. */
function inheritedBy(findings: readonly RawFinding[], waived: readonly RawFinding[]): Path[] {
  const podFields = (all: readonly RawFinding[]): Path[] =>
    all.flatMap(({ fix }) => fix.map(({ path }) => podFieldOf(path)).filter((path) => path !== null));
  const kept = new Set(podFields(waived).map(canonical));
  return podFields(findings).filter((path) => !kept.has(canonical(path)));
}

/**
 * Paths that edits write in the text of a manifest. Computed once per document: they are the same for all of its
 * objects.
 */
function writtenBy(candidates: readonly Candidate[]): (manifest: Manifest) => readonly Path[] {
  const byFile = groupBy(candidates, ({ file }) => file);
  const known = new Map<string, readonly Path[]>();
  return (manifest) => {
    const place = originKindOf(manifest.origin).written(manifest.origin);
    if (place === null) return [];
    const key = JSON.stringify(place);
    const paths =
      known.get(key) ??
      distinctBy(
        (byFile.get(place.file) ?? []).flatMap((each) => writtenIn(place, each)),
        (path) => JSON.stringify(path),
      );
    known.set(key, paths);
    return paths;
  };
}

function writtenIn({ document, within, below }: WrittenPart, { yaml }: Candidate): Path[] {
  if (yaml === null || (document !== null && document !== yaml.document)) return [];
  const paths = yaml.block === null ? yaml.operations.map(({ path }) => path) : [yaml.block];
  return paths.map((path) => [...below, ...path.slice(within)]);
}

/** Annotations with checksums, which restart pods when a file of the chart changes. */
function isDerived(path: Path): boolean {
  const key = path.at(-1);
  return path.includes('annotations') && typeof key === 'string' && /checksum|sha256|hash/i.test(key);
}

function byObject(manifests: readonly Manifest[]): Map<string, Manifest> {
  const seen = new Map<string, number>();
  return new Map(
    manifests.map((manifest) => {
      const { apiVersion, kind, namespace, name } = objectName(manifest.object);
      const base = canonical([
        apiVersion,
        kind,
        namespace,
        isGenerated(manifest) ? name.replace(/-[a-z0-9]{10}$/, '') : name,
      ]);
      const ordinal = seen.get(base) ?? 0;
      seen.set(base, ordinal + 1);
      return [`${base}#${ordinal}`, manifest];
    }),
  );
}

/** The objects by their old keys, where a fix moves one to another API version. */
function inOldVersions(
  now: ReadonlyMap<string, Manifest>,
  old: ReadonlyMap<string, Manifest>,
  meant: ReadonlyMap<Manifest, readonly RawFinding[]>,
): ReadonlyMap<string, Manifest> {
  const moved = new Map(now);
  for (const [key, manifest] of old) {
    const versions = (meant.get(manifest) ?? []).flatMap(({ fix }) => fix.flatMap(versionSet));
    for (const version of now.has(key) ? [] : versions) {
      const renamed = keyUnder(key, version);
      const object = moved.get(renamed);
      if (object === undefined || old.has(renamed)) continue;
      moved.delete(renamed);
      moved.set(key, object);
    }
  }
  return moved;
}

function versionSet(operation: FixOperation): string[] {
  const { op, path } = operation;
  return op === 'set' && canonical(path) === '["apiVersion"]' && typeof operation.value === 'string'
    ? [operation.value]
    : [];
}

/** The key that an object would have in another API version. */
function keyUnder(key: string, version: string): string {
  const end = key.lastIndexOf('#');
  const [, ...others] = JSON.parse(key.slice(0, end)) as string[];
  return `${canonical([version, ...others])}${key.slice(end)}`;
}

function nameIn(object: Manifest['object'] | undefined): string {
  return object === undefined ? '' : objectName(object).name;
}
