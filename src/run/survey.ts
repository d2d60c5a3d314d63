/** Finds out what a repository deploys, without rendering it. */
import { onlyRoot } from '../policy/trusted-config.ts';
import { unreadAmong } from '../sources/discover/unread.ts';
import { notExcluded } from '../sources/discover/excluded.ts';
import { type Unread } from '../model/report.ts';
import { type RemoteChart, type Source } from '../model/source.ts';
import { missingDependencies } from '../sources/helm/remote/dependencies.ts';
import { type Texts } from '../snapshot/texts.ts';
import { filesRead } from './look/changed-files.ts';
import { openSide } from './look/side.ts';
import { settle } from './open/setting.ts';
import { auditedTree } from './open/trees.ts';
import { seededBy, type World } from './open/world.ts';
import { type CommonOptions } from './options.ts';

/** A chart that is not in the repository, and where it is fetched from. */
export interface ChartElsewhere {
  readonly name: string;
  /** As written: `https://…`, `oci://…`, or what else git and Helm accept. */
  readonly address: string;
}

/** What a repository has to check. */
export interface Survey {
  readonly sources: readonly Source[];
  /** Charts that deployments name and dependencies that charts do not contain; some may be listed twice. */
  readonly elsewhere: readonly ChartElsewhere[];
  /** All files that may reach a cluster and that no source reads. */
  readonly unread: readonly Unread[];
}

/**
 * Surveys the work tree around `options.directory`.
 *
 * @throws {ConfigurationError} for an invalid configuration.
 */
export async function survey(options: CommonOptions, world: World): Promise<Survey> {
  const { tree } = await auditedTree({ directory: options.directory, paths: [] });
  const setting = await settle(options, onlyRoot(tree), seededBy(tree, world));
  const side = await openSide(tree, setting, null);
  const read = new Set(filesRead(side));
  const left = [...tree.files.keys()].filter((file) => !read.has(file)).filter(notExcluded(setting.config));
  const charts = await Promise.all(side.sources.map((source) => chartsOf(source, side.texts)));
  return { sources: side.sources, elsewhere: charts.flat(), unread: await unreadAmong(left, side) };
}

/** The chart of a source that is fetched, and the dependencies of one that is here. */
async function chartsOf(source: Source, texts: Texts): Promise<ChartElsewhere[]> {
  if (source.kind !== 'helm') return [];
  const { remote, files } = source;
  if (remote !== null) return [elsewhereOf(remote)];
  const dependencies = await missingDependencies({
    names: [...files.keys()],
    path: (name) => files.get(name) ?? name,
    text: async (name) => {
      const text = await texts.of(files.get(name) ?? name);
      return text.ok ? text.text : null;
    },
  });
  return dependencies.map(({ name, repository }) => ({ name, address: repository }));
}

function elsewhereOf(remote: RemoteChart): ChartElsewhere {
  switch (remote.kind) {
    case 'http':
      return { name: remote.name, address: remote.repository };
    case 'oci':
      return { name: remote.reference.split('/').at(-1) ?? remote.reference, address: remote.reference };
    case 'git':
      return { name: remote.path, address: remote.url };
  }
}
