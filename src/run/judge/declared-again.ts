/** Decides whether another file at head declares the object of a fixed finding again. */
import { isInFile } from '../../sources/plain/kind.ts';
import { isFile } from '../../sources/kinds.ts';
import { groupBy } from '../../foundation/groups.ts';
import { namedPath } from '../../foundation/kubernetes/keys.ts';
import { evaluateAll } from '../look/inspect.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Compared } from '../../model/finding.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type Source } from '../../model/source.ts';
import { clusterKey } from '../../foundation/kubernetes/names.ts';
import { type Setting } from '../open/setting.ts';

/**
 * Whether another file at head declares the object of a finding too, with the same finding. kubectl applies both files,
 * so the finding is not fixed by deleting one. Only for files that are applied as they are: builds and charts with the
 * same object are often for different clusters, although nothing says so.
 */
export function declaredAgain(
  { renderings, unchanged, facts }: InspectedSide,
  { evaluator }: Setting,
): (finding: Compared) => boolean {
  const declared = [...renderings, ...unchanged]
    .filter(({ source }) => isFile(source))
    .flatMap((rendering) => rendering.manifests.map((manifest) => ({ rendering, manifest })));
  const byObject = groupBy(declared, ({ rendering, manifest }) => objectInTarget(manifest, rendering.source));
  return ({ rule, path, target, manifest }) => {
    if (!isInFile(manifest.origin)) return false;
    const place = namedPath(manifest.object, path);
    const others = byObject.get(objectInTarget(manifest, { target, namespace: unsaid })) ?? [];
    return others.some(
      ({ rendering, manifest: other }) =>
        other.source !== manifest.source &&
        evaluateAll(evaluator, [only(other, rendering)], facts).findings.some(
          (found) => found.rule === rule && namedPath(other.object, found.path) === place,
        ),
    );
  };
}

/** The namespace in which kubectl creates objects that name none. */
const unsaid = 'default';

function objectInTarget({ object }: Manifest, { target, namespace }: Pick<Source, 'target' | 'namespace'>): string {
  return `${target}\n${clusterKey(object, namespace)}`;
}

function only(manifest: Manifest, { source }: Rendering): Rendering {
  return { source, status: 'rendered', manifests: [manifest], problems: [] };
}
