/** Finds all deployments that the repository declares: Argo CD, Flux, helmfile and value files. */
import { findHelmfiles } from './helmfile/find-helmfiles.ts';
import { unsaidRelease, valueFileDeployments } from './value-files.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { folderPath } from '../helm/discover/charts.ts';
import { declaredDeployments, type DeclaredDeployments } from './declared.ts';
import { type Deployable } from './deployed.ts';
import { type DiscoverOptions } from '../discover/options.ts';

/** All deployments in the repository. Value files beside a chart count only where nothing else deploys the chart. */
export async function deploymentsIn(
  texts: Texts,
  deployable: Deployable,
  looksAt: (path: string) => boolean,
  options: DiscoverOptions,
  kept: ReadonlySet<string>,
): Promise<DeclaredDeployments> {
  const { tree, folders, charts } = deployable;
  const helmfiles = await findHelmfiles({ tree, texts, folders }, looksAt);
  const found = await declaredDeployments(texts, deployable, helmfiles, options, kept);
  const declared = found.deployments;
  const known = new Set([
    ...options.config.charts.filter(({ values }) => values.length > 0).map(({ path }) => folderPath(path)),
    ...declared.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.kind === 'helm' && part.chart.kind === 'folder' ? [part.chart.path] : [])),
    ),
  ]);
  const byPattern = [...charts.values()]
    .filter(({ folder, type }) => type === 'application' && !known.has(folder))
    .map(({ folder }) => valueFileDeployments(folders, folder, unsaidRelease));
  return {
    deployments: [...declared, ...byPattern.flatMap(({ deployments }) => deployments)],
    problems: [found, ...byPattern].flatMap(({ problems }) => problems),
    standalone: found.standalone,
  };
}
