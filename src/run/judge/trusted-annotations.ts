/** Finds the annotations of head that the trust root has too: only these waive findings. */
import { groupBy } from '../../foundation/groups.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type Tree } from '../../model/tree.ts';
import { type WaiverAnnotation } from '../../policy/config/waiver-annotations.ts';
import { auditLimits, type WaiverLimits } from '../../policy/waiving.ts';
import { type Side } from '../../sources/side.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { renderSide } from '../look/render-side.ts';
import { openSide } from '../look/side.ts';
import { type Setting } from '../open/setting.ts';
import { allManifests, objectIn, type ObjectIn } from './stood-at-base.ts';

/**
 * Whether the trust root has an annotation: the same object, key and text, as rendered there. If the trust root is the
 * merge base, that is already rendered; else the sources of annotated objects with findings are.
 */
export async function trustedAnnotations(
  base: Side,
  head: Side,
  { before, after }: { readonly before: InspectedSide; readonly after: InspectedSide },
  trustRoot: Tree,
  setting: Setting,
): Promise<WaiverLimits['trusts']> {
  const annotated = annotatedSources(after, setting);
  if (annotated.size === 0) return () => false;
  const there = isSame(base.tree, trustRoot)
    ? [...before.renderings, ...before.unchanged]
    : await renderedThere(annotated, head, trustRoot, setting);
  const keyThere = objectIn([{ renderings: there, unchanged: [] }]);
  const keyHere = objectIn([after]);
  const trusted = new Set(
    allManifests(there).flatMap((manifest) =>
      setting.annotationsOf(manifest.object).map((annotation) => annotationKey(manifest, annotation, keyThere)),
    ),
  );
  return (manifest, annotation) => trusted.has(annotationKey(manifest, annotation, keyHere));
}

/** Ids of sources with an annotated object that has a finding. */
function annotatedSources({ evaluated }: InspectedSide, { annotationsOf }: Setting): ReadonlySet<string> {
  const byObject = groupBy(evaluated.findings, ({ manifest }) => manifest);
  return new Set(
    [...byObject.keys()].filter(({ object }) => annotationsOf(object).length > 0).map(({ source }) => source),
  );
}

function annotationKey(manifest: Manifest, { path, text }: WaiverAnnotation, keyOf: ObjectIn): string {
  return JSON.stringify([keyOf(manifest), path, text]);
}

function isSame({ files }: Tree, { files: others }: Tree): boolean {
  return files.size === others.size && [...files.values()].every((one) => others.get(one.path)?.digest === one.digest);
}

/** The sources of the trust root that may have the objects: those of the same id, and those that head does not have. */
async function renderedThere(
  ids: ReadonlySet<string>,
  head: Side,
  trustRoot: Tree,
  setting: Setting,
): Promise<readonly Rendering[]> {
  const there = await openSide(trustRoot, setting, null);
  const atHead = new Set(head.sources.map(({ id }) => id));
  const known = new Set(there.sources.map(({ id }) => id));
  const isMoved = [...ids].some((id) => !known.has(id));
  const sources = there.sources.filter(({ id }) => ids.has(id) || (isMoved && !atHead.has(id)));
  return (await renderSide(there, sources, setting, 'elsewhere')).renderings;
}

/** What an audit reads its configuration from, and what it checks. */
export interface AuditRoot {
  readonly trustRoot: Tree;
  /** Null: the files that are checked. */
  readonly trustRootCommit: string | null;
  /** Null for files that are no commit. */
  readonly commit: string | null;
}

/** What limits waivers in an audit: if another commit than the trust root is checked, annotations must be in both. */
export async function limitsOfAudit(
  head: InspectedSide,
  { trustRoot, trustRootCommit, commit }: AuditRoot,
  setting: Setting,
): Promise<WaiverLimits> {
  if (trustRootCommit === null || trustRootCommit === commit) return auditLimits;
  return setting.borders.around(
    { stage: 'evaluate', subject: 'which annotations of the trust root waive findings' },
    async () => ({
      stood: null,
      trusts: await trustedAnnotations(head.side, head.side, { before: head, after: head }, trustRoot, setting),
    }),
    () => ({ stood: null, trusts: () => false }),
  );
}

/** Whether results of these renderings depend on the day. */
export function hasAnnotatedWaivers(renderings: readonly Rendering[], { annotationsOf }: Setting): boolean {
  return allManifests(renderings).some(({ object }) => annotationsOf(object).length > 0);
}
