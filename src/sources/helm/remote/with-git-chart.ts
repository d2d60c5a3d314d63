/** Fetches a chart from a folder of a git repository. */
import { type Lines } from '../../../model/problem.ts';
import { withoutSlashes } from '../../../foundation/text/without-slashes.ts';
import { posix } from 'node:path';
import { foldersOf } from '../../../snapshot/folders.ts';
import { filesOfChart, findCharts } from '../discover/charts.ts';
import { repositoryLabel, type RepositoryReference } from '../../../fetch/base-reference.ts';
import { repositoryFolder } from '../../kustomize/fetched-names.ts';
import { type HelmSource, type RemoteChart } from '../../../model/source.ts';
import { textsOf } from '../../../snapshot/texts.ts';
import { type Charts } from '../../remote/charts.ts';
import { addingFiles, asItIs, type Equipped, refusing } from '../../remote/equipped.ts';
import { treeOf } from '../../remote/files-tree.ts';
import { problemAt, refusedChart } from '../../remote/refused.ts';

type GitChart = Extract<RemoteChart, { readonly kind: 'git' }>;

/** Adds a chart from a folder of a git repository, with `file://` dependencies that are in the same repository. */
export async function withGitChart(
  source: HelmSource,
  { url, ref, path }: GitChart,
  chosenAt: Lines,
  charts: Charts,
): Promise<Equipped<HelmSource>> {
  const refused = (code: 'remote-refused' | 'chart-invalid', why: string): Equipped<HelmSource> =>
    refusing(asItIs(source), problemAt(source.id, code, `${source.id}: ${why}`, chosenAt));
  const repository = repositoryAt(url, ref ?? 'HEAD');
  if (repository === null)
    return refused('remote-refused', 'the address of its chart is not a repository of a git host.');
  const fetched = await charts.bases.repository(repository);
  if (!fetched.ok) return refusing(asItIs(source), refusedChart(source.id, fetched, chosenAt));
  const label = repositoryLabel(repository);
  const folder = repositoryFolder({ kind: 'git', ...repository, folder: '.' });
  const tree = treeOf(folder, fetched.files);
  const found = await findCharts(tree, textsOf(tree), () => true);
  const inside = withoutSlashes(posix.normalize(path)).replace(/^\/+/, '');
  const own = found.charts.get(inside);
  if (own === undefined) return refused('chart-invalid', `${label} has no chart in its folder ${inside}.`);
  const files = filesOfChart(foldersOf(tree), found.charts, own);
  const chart = { ...fetched, folder, label, files: picked(fetched.files, [...files.values()]) };
  const below = inside === '.' ? '' : `${inside}/`;
  return addingFiles(asItIs(source), chart, new Map([...files].map(([name, at]) => [name, `${folder}${at}`])), [
    { folder: `${folder}${below}`, label: below === '' ? label : `${inside} of ${label}`, chosenAt },
    { folder, label, chosenAt },
  ]);
}

/** Addresses of git repositories: https, ssh, or `git@host:org/repo`. Credentials are left out. */
const ADDRESS = /^(?:(https?|ssh|git):\/\/)?(?:[^/@]*@)?([^/:@]+)(:\d+(?=\/))?[/:]+(.+?)(?:\.git)?\/*$/i;

/** Files are fetched by https, whatever the scheme of the repository's address. */
function repositoryAt(url: string, ref: string): RepositoryReference | null {
  const [, scheme = '', host = '', port = '', repository = ''] = ADDRESS.exec(url) ?? [];
  const isPath = [repository, ref].every((text) => !text.split('/').includes('..') && !/[?#]/.test(text));
  if (!repository.includes('/') || !isPath) return null;
  const byWeb = /^https?$/i.test(scheme);
  return { origin: `${byWeb ? scheme.toLowerCase() : 'https'}://${host}${byWeb ? port : ''}`, repository, ref };
}

function picked(files: ReadonlyMap<string, Uint8Array>, paths: readonly string[]): Map<string, Uint8Array> {
  const wanted = new Set(paths);
  return new Map([...files].filter(([path]) => wanted.has(path)));
}
