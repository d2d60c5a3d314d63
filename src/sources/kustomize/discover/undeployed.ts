/** Finds the kustomizations that no declaration deploys, and that no other kustomization builds on. */
import { posix } from 'node:path';
import { type KustomizeSource } from '../../../model/source.ts';
import { type Searched } from '../../discover/searched.ts';
import { type Kustomization } from './kustomizations.ts';

export function undeployedBuilds({ kustomizations, builds, isDeployed }: Searched): KustomizeSource[] {
  return builds.filter(({ path }) => !isDeployed.has(path) && !isDeployed.has(kustomizations.get(path)?.file ?? ''));
}

/** Whether a file is the kustomization of its folder. */
export function isKustomizationOf(all: ReadonlyMap<string, Kustomization>, path: string): boolean {
  return all.get(posix.dirname(path))?.file === path;
}
