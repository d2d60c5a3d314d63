/** Selects by text search the files, kustomizations and charts that may declare deployments. */
import { type Texts } from '../../snapshot/texts.ts';
import { filesOfChart } from '../helm/discover/charts.ts';
import { type Deployable } from './deployed.ts';
import { plainly } from '../plain/plainly.ts';

/**
 * Objects of Argo CD and Flux. A manifest that only mentions their API groups (a CustomResourceDefinition, a Role) does
 * not match.
 */
const declares = /\bapiVersion["']?\s*:\s*["']?(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//;
/** The kinds that deploy something; other kinds only hold what these refer to. */
const deploys = /\bkind["']?\s*:\s*["']?(?:Application|ApplicationSet|HelmRelease|Kustomization)\b/;
/** References to ConfigMaps and Secrets, which may be in any manifest or be generated. */
const refers = /\b(?:valuesFrom|substituteFrom)\b/;
const holdsValues = /\bkind["']?\s*:\s*["']?(?:ConfigMap|Secret)\b/;
const generates = /(?:configMapGenerator|secretGenerator)/iu;
const names = /\bname["']?\s*:\s*["']?([\w.-]+)/g;

export interface Declaring {
  /** Files with objects of Argo CD or Flux, and files with the objects that these refer to. */
  readonly files: ReadonlySet<string>;
  /** Of these, the files that deploy something or patch an object that does; also such templates. */
  readonly deploying: ReadonlySet<string>;
  /** Files and kustomizations that make a ConfigMap or Secret whose name a deploying object contains. */
  readonly holding: ReadonlySet<string>;
  /** Folders of charts with a template that renders a deploying object. */
  readonly charts: ReadonlySet<string>;
  readonly templates: ReadonlySet<string>;
}

export async function declaringIn(texts: Texts, deployable: Deployable): Promise<Declaring> {
  const found = await declaringCharts(texts, deployable);
  const [charts, templates] = [new Set(found.keys()), new Set([...found.values()].flat())];
  const all = await readAll([...deployable.manifests], texts);
  const own = all.filter(({ text }) => declares.test(text));
  const inBuilds = (await readAll(otherwiseBuilt(deployable), texts)).filter(({ text }) => declares.test(text));
  const deploying = own.filter(({ text }) => deploys.test(text));
  const wanted = charts.size > 0 || [...deploying, ...inBuilds].some(({ text }) => refers.test(text));
  const holding = wanted ? all.filter(({ text }) => holdsValues.test(text)) : [];
  const paths = (some: typeof all): Set<string> => new Set(some.map(({ path }) => path));
  const isAny = deploying.length > 0 || inBuilds.length > 0 || charts.size > 0;
  return {
    files: paths(isAny ? [...own, ...holding] : []),
    deploying: new Set([...paths([...deploying, ...inBuilds]), ...templates]),
    holding: await holdingFor([...deploying, ...inBuilds], holding, texts, deployable),
    charts,
    templates,
  };
}

interface Read {
  readonly path: string;
  readonly text: string;
}

async function readAll(paths: readonly string[], texts: Texts): Promise<Read[]> {
  return (await readAsWritten(paths, texts)).map(({ path, text }) => ({ path, text: plainly(text) }));
}

/**
 * Files that kustomizations turn into objects but that are not manifests: kustomizations themselves, and files of any
 * name.
 */
function otherwiseBuilt({ tree, kustomizations, manifests }: Deployable): string[] {
  const named = [...kustomizations.values()].flatMap(({ file, refersTo }) => [file, ...refersTo]);
  return [...new Set(named)].filter((path) => tree.files.has(path) && !manifests.has(path));
}

/** Generated names may get a prefix and a suffix. */
async function holdingFor(
  deploying: readonly Read[],
  holding: readonly Read[],
  texts: Texts,
  { kustomizations }: Deployable,
): Promise<Set<string>> {
  const wanted = new Set(deploying.filter(({ text }) => refers.test(text)).flatMap(({ text }) => namesIn(text)));
  if (wanted.size === 0) return new Set();
  const read = await readAll(
    [...kustomizations.values()].map(({ file }) => file),
    texts,
  );
  const generating = read.filter(({ text }) => generates.test(text));
  const all = [...wanted];
  const isWanted = ({ text }: Read): boolean =>
    namesIn(text).some((name) => wanted.has(name) || all.some((each) => each.includes(name)));
  return new Set([...holding, ...generating].filter(isWanted).map(({ path }) => path));
}

function namesIn(text: string): string[] {
  return [...text.matchAll(names)].flatMap(([, name]) => name ?? []);
}

const isValues = /(?:^|\/)values\.yaml$/;
const spokenGroup = /\b(?:argoproj|[a-z]+\.toolkit\.fluxcd)\.io\//;
const spokenKind = /(?::\s*|["'`])(?:Application|ApplicationSet|HelmRelease|Kustomization)\b/;
const isTemplate = /(?:^|\/)templates\/.*\.(?:ya?ml|tpl|json)$/;

/** The templates of each chart that render deploying objects, by the chart's folder. */
async function declaringCharts(
  texts: Texts,
  { folders, charts }: Deployable,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await Promise.all(
    [...charts.values()]
      .filter(({ type }) => type === 'application')
      .map(async (chart) => {
        const declaring = await declaringTemplates([...filesOfChart(folders, charts, chart)], texts);
        return declaring.length === 0 ? [] : [[chart.folder, declaring] as const];
      }),
  );
  return new Map(found.flat());
}

/**
 * Templates that spell out a deploying object; all templates where the group and kind only occur elsewhere in the
 * chart.
 */
async function declaringTemplates(files: readonly (readonly [string, string])[], texts: Texts): Promise<string[]> {
  const at = (names: RegExp): string[] => files.flatMap(([name, path]) => (names.test(name) ? [path] : []));
  const templates = await readAsWritten(at(isTemplate), texts);
  const declaring = templates.filter(({ text }) => declares.test(text) && deploys.test(text));
  if (declaring.length > 0) return declaring.map(({ path }) => path);
  const all = [...templates, ...(await readAsWritten(at(isValues), texts))];
  const isSpokenOf = [spokenGroup, spokenKind].every((words) => all.some(({ text }) => words.test(text)));
  return isSpokenOf ? templates.map(({ path }) => path) : [];
}

async function readAsWritten(paths: readonly string[], texts: Texts): Promise<Read[]> {
  const read = await Promise.all(paths.map(async (path) => ({ path, text: await texts.of(path) })));
  return read.flatMap(({ path, text }) => (text.ok ? [{ path, text: text.text }] : []));
}
