import { afterAll } from 'vitest';
import { kustomizationAt } from '../../src/sources/discover/discover.ts';
import { at } from '../../src/foundation/json.ts';
import { locatorOf } from '../../src/sources/locate/locate.ts';
import { type JsonObject, type Path } from '../../src/model/json.ts';
import { type Manifest, type Rendering } from '../../src/model/manifest.ts';
import { type Place } from '../../src/model/problem.ts';
import { treeOf } from '../../src/sources/remote/files-tree.ts';
import { renderKustomize } from '../../src/sources/kustomize/render/render.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { openEngines } from '../engine/open-engines.ts';

export type Texts = Readonly<Record<string, string>>;

/** Builds of folders with the real engines, opened once for a file of tests. */
export interface Builder {
  readonly build: (texts: Texts, folder: string) => Promise<Rendering>;
  /** Where a field of the only object of a kind is written. */
  readonly place: (texts: Texts, folder: string, kind: string, path: (object: JsonObject) => Path) => Promise<Place>;
}

export function builder(): Builder {
  const engines = openEngines();
  afterAll(async () => engines.close());
  const opened = (texts: Texts) => {
    const encoder = new TextEncoder();
    const tree = treeOf('test', new Map(Object.entries(texts).map(([path, text]) => [path, encoder.encode(text)])));
    return { tree, texts: textsOf(tree) };
  };
  const build: Builder['build'] = async (texts, folder) => {
    const side = opened(texts);
    const source = await kustomizationAt(side.tree, side.texts, folder);
    if (source === null) throw new Error(`${folder} has no kustomization`);
    return renderKustomize(source, side.tree, engines, '1.36.0');
  };
  return {
    build,
    place: async (texts, folder, kind, path) => {
      const manifest = only(await build(texts, folder), kind);
      const locate = locatorOf({
        texts: opened(texts).texts,
        isTraced: () => Promise.resolve(false),
        templateLines: () => Promise.resolve(null),
        finishedBy: () => null,
        laidOver: () => null,
      });
      return locate(manifest, path(manifest.object));
    },
  };
}

/** The only object of a kind: `Deployment`, or `Deployment/shop` for one of a namespace. */
export function only({ manifests, problems }: Rendering, of: string): Manifest {
  const [kind, namespace] = of.split('/');
  const found = manifests.filter(
    ({ object }) =>
      object.kind === kind && (namespace === undefined || at(object, ['metadata', 'namespace']) === namespace),
  );
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`${found.length} of ${of}: ${problems.map(({ message }) => message).join(' ')}`);
  return first;
}
