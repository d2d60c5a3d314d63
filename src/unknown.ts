import { type DeployedBy, type ReportedUnknown, type Source, type Tree } from './model.ts';
import { type Side } from './side.ts';

/** What could not be known of the deployments that were looked at, and of those changed that nothing is rendered of. */
export function unknownOf(side: Side, looked: readonly Source[], base: Tree | null): ReportedUnknown[] {
  const rendered = looked.flatMap(({ deployment, target }) => (deployment === null ? [] : [{ ...deployment, target }]));
  const unseen = side.unseen.filter(
    ({ place: { file } }) => side.tree.files.get(file)?.digest !== base?.files.get(file)?.digest,
  );
  const all = [...rendered, ...unseen].flatMap(reported);
  return [...new Map(all.map((unknown) => [JSON.stringify(unknown), unknown])).values()].sort(byPlace);
}

function reported({ name, place, unknown, target }: DeployedBy & { readonly target: string }): ReportedUnknown[] {
  return unknown.map(({ what, why }) => ({
    deployment: name,
    target,
    file: place.file,
    line: place.first,
    what,
    why,
  }));
}

function byPlace(a: ReportedUnknown, b: ReportedUnknown): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}
