/** Fetches the remote bases, files and charts of a kustomization. */
import { type Lines, type Problem } from '../../../model/problem.ts';
import { linesAt } from '../../helm/remote/dependencies.ts';
import { posix } from 'node:path';
import { filesOfBuild, findKustomizations } from '../discover/kustomizations.ts';
import { foldersOf } from '../../../snapshot/folders.ts';
import { repositoryLabel } from '../../../fetch/base-reference.ts';
import { labelOf } from '../../../fetch/chart-reference.ts';
import { type FetchedFiles } from '../../../fetch/fetcher.ts';
import { type Address, addressOf, withoutUserInfo } from '../addresses.ts';
import { entriesOf } from '../entries.ts';
import { fetchedChartFolder, repositoryFolder } from '../fetched-names.ts';
import { chartEntries, fileOfEntry, readFrom, readIn, type ReadText } from '../chart-entries.ts';
import { chartFolder, chartToFetch, type HelmChartEntry } from '../helm-charts.ts';
import { fieldsOf, isKustomization } from '../kustomization-file.ts';
import { at } from '../../../foundation/json.ts';
import { type JsonObject, type Path } from '../../../model/json.ts';
import { type KustomizeSource } from '../../../model/source.ts';
import { type Texts, textsOf } from '../../../snapshot/texts.ts';
import { openYaml } from '../../../yaml/positions.ts';
import { type BroughtChart } from '../../remote/brought.ts';
import { type Charts, type FetchedChart } from '../../remote/charts.ts';
import { asItIs, type Equipped } from '../../remote/equipped.ts';
import { treeOf } from '../../remote/files-tree.ts';
import { problemAt, refusedChart } from '../../remote/refused.ts';

/** Maximum depth of bases that name bases. */
const deepest = 10;

/** Maximum number of remote parts of a kustomization. */
const most = 200;

/** Adds what a kustomization and everything it builds on take from elsewhere: bases, files and charts. */
export async function withBases(
  source: KustomizeSource,
  texts: Texts,
  charts: Charts,
): Promise<Equipped<KustomizeSource>> {
  const gathering: Gathering = { source: source.id, charts, parts: [], refused: [], seen: new Set() };
  const has = (path: string): boolean => source.reads.includes(path);
  const inTexts = readIn(texts);
  const read: ReadText = async (path) => (has(path) ? inTexts(path) : null);
  for (const file of source.reads.filter(isKustomization)) {
    const text = await read(file);
    if (text !== null) await gather({ file, text, has, read, chosenAt: null, depth: 0 }, gathering);
  }
  await gatherOverrides(source, gathering);
  const { parts, refused } = gathering;
  if (parts.length === 0) return { ...asItIs(source), refused };
  const fetched = parts.flatMap(({ chart }) => [...chart.files.keys()].map((name) => `${chart.folder}${name}`));
  return {
    source: { ...source, reads: [...new Set([...source.reads, ...fetched])].sort() },
    charts: parts.map(({ chart }) => chart),
    // Two lines may use the same repository: a file belongs to the line with the most specific folder.
    brought: parts.flatMap(({ brought }) => brought).sort((a, b) => b.folder.length - a.folder.length),
    refused,
  };
}

/** Adds remote parts of the deployment's changes, mainly components. */
async function gatherOverrides({ overrides, deployment }: KustomizeSource, gathering: Gathering): Promise<void> {
  if (deployment === null) return;
  for (const { text, loading } of entriesOf(overrides)) {
    const address = addressOf(text, loading);
    if (address !== null) await take(address, text, deployment.place, 0, gathering);
  }
}

interface Gathering {
  readonly source: string;
  readonly charts: Charts;
  readonly parts: { readonly chart: FetchedChart; readonly brought: readonly BroughtChart[] }[];
  readonly refused: Problem[];
  /** Folders of repositories that are already read. */
  readonly seen: Set<string>;
}

/** A kustomization in this repository or in a fetched one. */
interface Taking {
  /** Its path in the tree. */
  readonly file: string;
  readonly text: string;
  /** Whether a path exists, relative to the same root as `file`. */
  readonly has: (path: string) => boolean;
  readonly read: ReadText;
  /** The line of this repository that fetched it; null for this repository's own. */
  readonly chosenAt: Lines | null;
  readonly depth: number;
}

async function gather(taking: Taking, gathering: Gathering): Promise<void> {
  const fields = fieldsOf(taking.text);
  if (fields === null) return; // the engine reports the error
  for (const { text, loading, path } of entriesOf(fields)) {
    const address = addressOf(text, loading);
    if (address !== null) await take(address, text, placeOf(taking, path), taking.depth, gathering);
    else if (isOutside(taking.file, text)) gathering.refused.push(leaving(taking, text, path, gathering.source));
  }
  await takeCharts(fields, taking, gathering);
}

/** The line that sets the version of a chart, else the line that names the chart. */
async function placeOfChart(fields: JsonObject, entry: HelmChartEntry, taking: Taking): Promise<Lines> {
  const version = [...entry.path, 'version'];
  if (taking.chosenAt !== null || entry.file === null)
    return placeOf(taking, at(fields, version) === undefined ? entry.path : version);
  const file = fileOfEntry(taking.file, entry);
  const located = openYaml((await taking.read(file)) ?? '').locate(entry.document, version);
  return { kind: 'lines', file, first: located?.first ?? 1, last: located?.last ?? 1 };
}

/** Kustomize, too, does not allow a clone to refer to files outside of it. */
function isOutside(file: string, entry: string): boolean {
  return !entry.includes('\n') && posix.join(posix.dirname(file), entry).startsWith('../');
}

function leaving(taking: Taking, entry: string, path: Path, source: string): Problem {
  const { file, chosenAt } = taking;
  const place = placeOf(taking, path);
  const message =
    chosenAt === null
      ? `${file}:${place.first}: ${JSON.stringify(entry)} leaves the repository; expected a path inside it.`
      : `${file}, which is fetched for this build, names ${entry}, which is outside its repository.`;
  return problemAt(source, 'path-outside', message, place);
}

function placeOf({ file, text, chosenAt }: Taking, path: Path): Lines {
  return chosenAt ?? linesAt(file, text, path);
}

async function take(address: Address, entry: string, place: Lines, depth: number, gathering: Gathering): Promise<void> {
  const { source, charts, parts, refused } = gathering;
  const shown = withoutUserInfo(entry);
  if (address.kind === 'unsupported') {
    refused.push(problemAt(source, 'remote-refused', `${shown} is not fetched: ${address.why}.`, place));
    return;
  }
  if (depth >= deepest || parts.length >= most) {
    refused.push(
      problemAt(source, 'too-large', `${shown} is not fetched: there are too many bases that refer to others.`, place),
    );
    return;
  }
  const fetched = await (address.kind === 'file' ? charts.bases.file(address.url) : charts.bases.repository(address));
  if (!fetched.ok) {
    refused.push(refusedChart(source, fetched, place));
  } else if (address.kind === 'file') {
    const { href: folder, pathname } = new URL(address.url);
    parts.push(whole({ ...fetched, folder, label: posix.basename(pathname) }, place));
  } else {
    await takeFolder(address, fetched, place, depth, gathering);
  }
}

type Repository = Extract<Address, { readonly kind: 'git' }>;

/** Takes from a repository the files that the build of a folder may read. */
async function takeFolder(
  address: Repository,
  fetched: FetchedFiles,
  place: Lines,
  depth: number,
  gathering: Gathering,
): Promise<void> {
  const { source, parts, refused, seen } = gathering;
  const folder = repositoryFolder(address);
  const key = `${folder}${address.folder}`;
  if (seen.has(key)) return;
  seen.add(key);
  const label = repositoryLabel(address);
  const tree = treeOf(folder, fetched.files);
  const all = await findKustomizations(tree, textsOf(tree), () => true);
  if (!all.has(address.folder)) {
    const message = `${label} has no kustomization in its folder ${address.folder}.`;
    refused.push(problemAt(source, 'kustomize-failed', message, place));
    return;
  }
  const reads = filesOfBuild({ tree, folders: foldersOf(tree) }, all, address.folder);
  const files = new Map(reads.flatMap((path) => entriesAt(fetched.files, path)));
  const { chart, brought } = whole({ ...fetched, folder, label, files }, place);
  const below = address.folder === '.' ? [] : [within(address, place)];
  parts.push({ chart, brought: [...below, ...brought] });
  for (const file of reads.filter(isKustomization)) {
    const has = (path: string): boolean => files.has(path);
    const read = readFrom(files);
    const text = new TextDecoder().decode(files.get(file));
    await gather({ file, text, has, read, chosenAt: place, depth: depth + 1 }, gathering);
  }
}

function whole(chart: FetchedChart, chosenAt: Lines): Gathering['parts'][number] {
  return { chart, brought: [{ folder: chart.folder, label: chart.label, chosenAt }] };
}

function within(address: Repository, chosenAt: Lines): BroughtChart {
  const label = repositoryLabel({ ...address, repository: `${address.repository}/${address.folder}` });
  return { folder: `${repositoryFolder(address)}${address.folder}/`, label, chosenAt };
}

function entriesAt(files: ReadonlyMap<string, Uint8Array>, path: string): [string, Uint8Array][] {
  const bytes = files.get(path);
  return bytes === undefined ? [] : [[path, bytes]];
}

/** Fetches charts that are not in the repository, as `helm pull` does. */
async function takeCharts(fields: JsonObject, taking: Taking, gathering: Gathering): Promise<void> {
  const { source, charts, parts, refused } = gathering;
  for (const entry of await chartEntries(fields, posix.dirname(taking.file), taking.read)) {
    const reference = chartToFetch(entry);
    const isHere = taking.has(`${chartFolder(posix.dirname(taking.file), entry)}/Chart.yaml`);
    if (reference === null || isHere) continue;
    const place = await placeOfChart(fields, entry, taking);
    const chart = await charts.chart(reference);
    if (!chart.ok) refused.push(refusedChart(source, chart, place));
    else {
      const label = labelOf({ ...reference, version: chart.version });
      parts.push(whole({ ...chart, folder: fetchedChartFolder(entry), label }, place));
    }
  }
}
