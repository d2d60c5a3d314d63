import { isInFile } from '../../sources/plain/kind.ts';
import { isFile } from '../../sources/kinds.ts';
import { groupBy } from '../../foundation/groups.ts';
import { namedPath } from '../../foundation/kubernetes/keys.ts';
import { evaluateAll } from '../look/inspect.ts';
import { type Looked } from '../look/looked.ts';
import { type Compared } from '../../model/finding.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type Source } from '../../model/source.ts';
import { clusterKey } from '../../foundation/kubernetes/names.ts';
import { type Setting } from '../open/setting.ts';

/**
 * Whether another file of head declares the object of a finding too, and is found the same: kubectl applies both, so the
 * finding is not gone with the one. Only files that are applied as they are: builds and charts of one name are often for
 * other clusters than each other, though nothing says so.
 */
export function declaredAgain(
  { renderings, quiet, facts }: Looked,
  { evaluator }: Setting,
): (finding: Compared) => boolean {
  const declared = [...renderings, ...quiet]
    .filter(({ source }) => isFile(source))
    .flatMap((rendering) => rendering.manifests.map((manifest) => ({ rendering, manifest })));
  const byObject = groupBy(declared, ({ rendering, manifest }) => keyOf(manifest, rendering.source));
  return ({ rule, path, target, manifest }) => {
    if (!isInFile(manifest.origin)) return false;
    const place = namedPath(manifest.object, path);
    const others = byObject.get(keyOf(manifest, { target, namespace: unsaid })) ?? [];
    return others.some(
      ({ rendering, manifest: other }) =>
        other.source !== manifest.source &&
        evaluateAll(evaluator, [only(other, rendering)], facts).findings.some(
          (found) => found.rule === rule && namedPath(other.object, found.path) === place,
        ),
    );
  };
}

/** Where kubectl puts what names no namespace. */
const unsaid = 'default';

function keyOf({ object }: Manifest, { target, namespace }: Pick<Source, 'target' | 'namespace'>): string {
  return `${target}\n${clusterKey(object, namespace)}`;
}

function only(manifest: Manifest, { source }: Rendering): Rendering {
  return { source, status: 'rendered', manifests: [manifest], problems: [] };
}
