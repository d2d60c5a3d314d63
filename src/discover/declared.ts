import { type BuiltFrom, builtDeclaration, documentsIn } from '../deploy/built-declaration.ts';
import { type Declaration } from '../deploy/declaration.ts';
import { declarationsOf, findDeployments } from '../deploy/find-deployments.ts';
import { type Found, none } from '../deploy/found.ts';
import { type KustomizePart } from '../deploy/deployment.ts';
import { type Engines } from '../engine/engines.ts';
import { type JsonObject, type KustomizeSource } from '../model.ts';
import { buildOf } from '../render/kustomize.ts';
import { type Texts } from '../texts.ts';
import { buildSource, type Deployable } from './deployed.ts';
import { topOf } from './kustomizations.ts';
import { type DiscoverOptions } from './options.ts';
import { kustomizeSource } from './undeployed.ts';

/** Deployments that deploy deployments are followed this deep: nobody has an app of apps of apps of apps of apps. */
const deepest = 5;

/**
 * What the declarations of the repository deploy: those that stand in files, and those that kustomizations build, with
 * what overlays made of them. A kustomization that is itself deployed speaks for the cluster that it is deployed to.
 */
export async function declaredDeployments(
  texts: Texts,
  deployable: Deployable,
  { engines, repository }: Pick<DiscoverOptions, 'engines' | 'repository'>,
): Promise<Found> {
  const world: Workplace = { texts, deployable, engines, ...(await declaringFiles(texts, deployable)) };
  if (world.deploying.size === 0) return none;
  const known = await repository();
  const find = async (all: readonly Declaration[]): Promise<Found> =>
    findDeployments({ ...deployable, texts }, all, known);
  const top = topBuilds(deployable, world.deploying);
  const deployed = top.length === 0 ? new Set<string>() : await deployedFolders(world, find);
  const builds = top.filter(({ path }) => !deployed.has(path));
  const built = await Promise.all(builds.map(async (source) => declarationsBuilt(source, null, world)));
  const spokenFor = new Set(top.flatMap(({ reads }) => reads));
  const alone = await declarationsOf(texts, [...world.files].filter(isPlain(deployable, spokenFor)));
  let declarations = [...alone, ...built.flat()];
  let found = await find(declarations);
  const expanded = new Set<string>();
  for (let depth = 0; depth < deepest; depth += 1) {
    const parts = kustomizeParts(found).filter(({ key }) => !expanded.has(key));
    const more = await Promise.all(parts.map(async (deployedPart) => declarationsOfPart(deployedPart, world)));
    for (const { key } of parts) expanded.add(key);
    if (more.flat().length === 0) break;
    declarations = [...declarations, ...more.flat()];
    found = await find(declarations);
  }
  return found;
}

/** Folders of kustomizations that some declaration deploys, whatever patches it: these speak for their deployments. */
async function deployedFolders(
  { texts, deployable, files }: Workplace,
  find: (declarations: readonly Declaration[]) => Promise<Found>,
): Promise<ReadonlySet<string>> {
  const found = await find(await declarationsOf(texts, [...files].filter(isResource(deployable))));
  return new Set(kustomizeParts(found).map(({ part }) => part.folder));
}

interface Workplace extends Declaring {
  readonly texts: Texts;
  readonly deployable: Deployable;
  readonly engines: Pick<Engines, 'kustomize'>;
}

/** Objects of Argo CD and Flux; a manifest that only speaks of their groups (a CustomResourceDefinition, a Role) is none. */
const declares = /\bapiVersion["']?\s*:\s*["']?(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//;
/** The kinds that deploy; others only hold what these refer to. */
const deploys = /\bkind["']?\s*:\s*["']?(?:Application|ApplicationSet|HelmRelease|Kustomization)\b/;
/** What is asked of ConfigMaps, which may lie in any manifest. */
const refers = /\b(?:valuesFrom|substituteFrom)\b/;
const holdsValues = /\bkind["']?\s*:\s*["']?ConfigMap\b/;

interface Declaring {
  /** Files that hold objects of Argo CD or Flux, and what these refer to. */
  readonly files: ReadonlySet<string>;
  /** Those among them that deploy something, or patch what does. */
  readonly deploying: ReadonlySet<string>;
}

async function declaringFiles(texts: Texts, { manifests }: Deployable): Promise<Declaring> {
  const read = await Promise.all([...manifests].map(async (path) => ({ path, text: await texts.of(path) })));
  const all = read.flatMap(({ path, text }) => (text.ok ? [{ path, text: text.text }] : []));
  const own = all.filter(({ text }) => declares.test(text));
  const deploying = own.filter(({ text }) => deploys.test(text));
  const wanted = deploying.some(({ text }) => refers.test(text))
    ? all.filter(({ text }) => holdsValues.test(text))
    : [];
  const paths = (some: typeof all): Set<string> => new Set(some.map(({ path }) => path));
  return { files: paths(deploying.length === 0 ? [] : [...own, ...wanted]), deploying: paths(deploying) };
}

/** Whether a file holds whole objects: a kustomization's patches hold parts of some. */
function isResource({ kustomizations, named }: Deployable): (path: string) => boolean {
  const resources = new Set([...kustomizations.values()].flatMap((kustomization) => kustomization.resources));
  return (path) => !named.has(path) || resources.has(path);
}

function isPlain({ named }: Deployable, spokenFor: ReadonlySet<string>): (path: string) => boolean {
  return (path) => !named.has(path) && !spokenFor.has(path);
}

/** Kustomizations that nothing else builds on, and that build declarations. */
function topBuilds({ tree, kustomizations, named }: Deployable, deploying: ReadonlySet<string>): KustomizeSource[] {
  return topOf(kustomizations, named)
    .map((kustomization) => kustomizeSource(tree, kustomizations, kustomization))
    .filter(({ reads }) => reads.some((path) => deploying.has(path)));
}

interface DeployedPart {
  readonly key: string;
  readonly part: KustomizePart;
  readonly target: string;
  readonly namespace: string | null;
}

/** Each folder once for each place that it goes to. */
function kustomizeParts({ deployments }: Found): DeployedPart[] {
  const parts = deployments.flatMap(({ parts: all, target, namespace }) =>
    all.flatMap((part): DeployedPart[] =>
      part.kind === 'kustomize' && !part.generated
        ? [{ key: JSON.stringify([part.folder, target, namespace]), part, target, namespace }]
        : [],
    ),
  );
  return [...new Map(parts.map((deployed) => [deployed.key, deployed])).values()];
}

async function declarationsOfPart({ part, target, namespace }: DeployedPart, world: Workplace): Promise<Declaration[]> {
  const common = { target, namespace: namespace ?? 'default', deployment: null, finishing: null };
  const source = buildSource(part, common, world.deployable);
  if (!source.reads.some((path) => world.deploying.has(path))) return [];
  return declarationsBuilt(source, { target, namespace }, world);
}

/** The objects of a build. One that fails says so where it is rendered; what its resources declare is taken as it is. */
async function declarationsBuilt(
  source: KustomizeSource,
  from: Declaration['from'],
  { texts, deployable, engines }: Workplace,
): Promise<Declaration[]> {
  // Charts in it are left out: what they deploy is known when it is rendered.
  const answer = await buildOf(source, deployable.tree, engines, null);
  const documents = await documentsOf(source.reads, texts);
  if (!answer.ok) {
    const files = source.reads.filter((path) => deployable.manifests.has(path)).filter(isResource(deployable));
    return (await declarationsOf(texts, files)).map((declaration) => ({ ...declaration, from }));
  }
  return answer.value.resources.flatMap(({ text, origin }) => {
    if (origin === null) return [];
    const object = JSON.parse(text) as JsonObject;
    return builtDeclaration({ object, original: origin.original, file: origin.path }, documents, from) ?? [];
  });
}

async function documentsOf(files: readonly string[], texts: Texts): Promise<BuiltFrom[]> {
  const read = await Promise.all(files.map(async (file) => ({ file, text: await texts.of(file) })));
  return read.flatMap(({ file, text }) => (text.ok ? documentsIn(file, text.text) : []));
}
