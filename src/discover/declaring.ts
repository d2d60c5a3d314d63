import { type Texts } from '../texts.ts';
import { filesOfChart } from './charts.ts';
import { type Deployable } from './deployed.ts';

/** Objects of Argo CD and Flux; a manifest that only speaks of their groups (a CustomResourceDefinition, a Role) is none. */
const declares = /\bapiVersion["']?\s*:\s*["']?(?:argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io)\//;
/** The kinds that deploy; others only hold what these refer to. */
const deploys = /\bkind["']?\s*:\s*["']?(?:Application|ApplicationSet|HelmRelease|Kustomization)\b/;
/** What is asked of ConfigMaps and Secrets, which may lie in any manifest, or be generated. */
const refers = /\b(?:valuesFrom|substituteFrom)\b/;
const holdsValues = /\bkind["']?\s*:\s*["']?(?:ConfigMap|Secret)\b/;
const generates = /\b(?:configMapGenerator|secretGenerator)\b/;
const names = /\bname["']?\s*:\s*["']?([\w.-]+)/g;

export interface Declaring {
  /** Files that hold objects of Argo CD or Flux, and what these refer to. */
  readonly files: ReadonlySet<string>;
  /** Those among them that deploy something, or patch what does; and templates that make such. */
  readonly deploying: ReadonlySet<string>;
  /** Files and kustomizations that make a ConfigMap or Secret of a name that something which deploys has in it. */
  readonly holding: ReadonlySet<string>;
  /** Folders of charts with a template that makes something which deploys. */
  readonly charts: ReadonlySet<string>;
  readonly templates: ReadonlySet<string>;
}

export async function declaringIn(texts: Texts, deployable: Deployable): Promise<Declaring> {
  const found = await declaringCharts(texts, deployable);
  const [charts, templates] = [new Set(found.keys()), new Set([...found.values()].flat())];
  const read = await Promise.all([...deployable.manifests].map(async (path) => ({ path, text: await texts.of(path) })));
  const all = read.flatMap(({ path, text }) => (text.ok ? [{ path, text: text.text }] : []));
  const own = all.filter(({ text }) => declares.test(text));
  const deploying = own.filter(({ text }) => deploys.test(text));
  const wanted = charts.size > 0 || deploying.some(({ text }) => refers.test(text));
  const holding = wanted ? all.filter(({ text }) => holdsValues.test(text)) : [];
  const paths = (some: typeof all): Set<string> => new Set(some.map(({ path }) => path));
  const isAny = deploying.length > 0 || charts.size > 0;
  return {
    files: paths(isAny ? [...own, ...holding] : []),
    deploying: new Set([...paths(deploying), ...templates]),
    holding: await holdingFor(deploying, holding, texts, deployable),
    charts,
    templates,
  };
}

interface Read {
  readonly path: string;
  readonly text: string;
}

/** Prefixes and suffixes may be put around a name that is generated. */
async function holdingFor(
  deploying: readonly Read[],
  holding: readonly Read[],
  texts: Texts,
  { kustomizations }: Deployable,
): Promise<Set<string>> {
  const wanted = new Set(deploying.filter(({ text }) => refers.test(text)).flatMap(({ text }) => namesIn(text)));
  if (wanted.size === 0) return new Set();
  const read = await Promise.all(
    [...kustomizations.values()].map(async ({ file }) => ({ path: file, text: await texts.of(file) })),
  );
  const generating = read.flatMap(({ path, text }) =>
    text.ok && generates.test(text.text) ? [{ path, text: text.text }] : [],
  );
  const all = [...wanted];
  const isWanted = ({ text }: Read): boolean =>
    namesIn(text).some((name) => wanted.has(name) || all.some((each) => each.includes(name)));
  return new Set([...holding, ...generating].filter(isWanted).map(({ path }) => path));
}

function namesIn(text: string): string[] {
  return [...text.matchAll(names)].flatMap(([, name]) => name ?? []);
}

const isTemplate = /(?:^|\/)templates\/.*\.(?:ya?ml|tpl|json)$/;

/** By the folders of charts, their templates that make something which deploys. */
async function declaringCharts(
  texts: Texts,
  { folders, charts }: Deployable,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await Promise.all(
    [...charts.values()]
      .filter(({ type }) => type === 'application')
      .map(async (chart) => {
        const files = filesOfChart(folders, charts, chart);
        const templates = [...files].flatMap(([name, path]) => (isTemplate.test(name) ? [path] : []));
        const read = await Promise.all(templates.map(async (path) => ({ path, text: await texts.of(path) })));
        const declaring = read.flatMap(({ path, text }) =>
          text.ok && declares.test(text.text) && deploys.test(text.text) ? [path] : [],
        );
        return declaring.length === 0 ? [] : [[chart.folder, declaring] as const];
      }),
  );
  return new Map(found.flat());
}
