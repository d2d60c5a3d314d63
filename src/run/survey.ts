/** Finds out what a repository deploys, without rendering it. */
import { onlyRoot } from '../policy/trusted-config.ts';
import { unreadAmong } from '../sources/discover/unread.ts';
import { notExcluded } from '../sources/discover/excluded.ts';
import { type Unread } from '../model/report.ts';
import { type Source } from '../model/source.ts';
import { filesRead } from './look/changed-files.ts';
import { openSide } from './look/side.ts';
import { settle } from './open/setting.ts';
import { auditedTree } from './open/trees.ts';
import { seededBy, type World } from './open/world.ts';
import { type CommonOptions } from './options.ts';

/** What a repository has to check. */
export interface Survey {
  readonly sources: readonly Source[];
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
  return { sources: side.sources, unread: await unreadAmong(left, side) };
}
