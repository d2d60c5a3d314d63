/** The kind of kustomizations, which Kustomize builds with the changes of their deployments. */
import { type KustomizeSource } from '../../model/source.ts';
import { type OriginKind, type SourceKind } from '../kind.ts';
import { editWhereWritten } from './candidates/where-written.ts';
import { retainedBuild } from './discover/retained.ts';
import { undeployedBuilds, isKustomizationOf } from './discover/undeployed.ts';
import { locateInBuild } from './locate/kustomize.ts';
import { withBases } from './remote/with-bases.ts';
import { renderKustomize } from './render/render.ts';
import { type BuildOrigin } from './writing/writing.ts';

export const kustomizeKind: SourceKind<KustomizeSource> = {
  isFile: false,
  claims: (path, { kustomizations }) => isKustomizationOf(kustomizations, path),
  undeployed: undeployedBuilds,
  retained: retainedBuild,
  marks: ({ reads }) => reads,
  valueFiles: () => [],
  equip: withBases,
  // A build fails unless all of its parts exist.
  isLacking: ({ refused }) => refused.length > 0,
  render: (source, { tree, engines, kubernetesVersion }) => renderKustomize(source, tree, engines, kubernetesVersion),
  kubernetesVersion: (source) => source.kubernetesVersion ?? null,
  settings: ({ overrides, resources, kubernetesVersion }) => [overrides, resources, kubernetesVersion ?? null],
  // Edits of patches in a deployment's declaration are not applied here, so such an edit is never verified.
  edited: (source) => Promise.resolve(source),
};

export const kustomizeOriginKind: OriginKind<BuildOrigin> = {
  file: ({ file, configuredIn }) => file ?? configuredIn,
  mayBeInSeveralFiles: true,
  locator: ({ texts, laidOver }, open) => ({
    locate: (manifest, origin, path) => locateInBuild(texts, open, manifest, origin, path, laidOver(manifest.source)),
  }),
  written: ({ file }) => (file === null ? null : { file, document: null, within: 0, below: [] }),
  edit: editWhereWritten,
  lines: () => Promise.resolve(null),
};
