/** Supposes values for fields whose text another tool replaces after the render. */
import { type Manifest, type Otherwise, type Rendering } from '../../model/manifest.ts';
import { type Unknown } from '../../model/source.ts';
import { objectName, objectLabel } from '../../foundation/kubernetes/names.ts';
import { type FilledLater, filledLaterIn } from '../render/filled-later.ts';
import { isKubernetesObject } from '../render/objects.ts';
import { writtenPlace } from '../render/written-place.ts';
import { type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { replaced } from '../../foundation/json.ts';
import { type Texts } from '../../snapshot/texts.ts';

type Found = NonNullable<Rendering['supposed']>['found'][number];

/**
 * The rendering with alternative objects for fields whose text no deployment of this repository replaces and Kubernetes
 * would not accept as it is.
 */
export async function withFilledLater(rendering: Rendering, texts: Texts, pods: PodKinds): Promise<Rendering> {
  const found = new Map<string, Found>();
  const unknownAt = async (field: FilledLater, manifest: Manifest): Promise<Found> => {
    const unknown = found.size < mostNamed ? unknownOf(field, manifest) : theOthers;
    const known = found.get(unknown.why);
    if (known !== undefined) return known;
    const place = await writtenPlace(field, manifest, rendering.source, texts);
    found.set(unknown.why, { ...unknown, place });
    return { ...unknown, place };
  };
  const manifests: Manifest[] = [];
  for (const manifest of rendering.manifests) {
    const fields: { readonly field: FilledLater; readonly unknown: Found }[] = [];
    for (const field of filledLaterIn(manifest, pods))
      fields.push({ field, unknown: await unknownAt(field, manifest) });
    const others = fields.flatMap(({ field, unknown }) => otherwiseBy(field, manifest, unknown));
    manifests.push(
      others.length === 0 ? manifest : { ...manifest, otherwise: [...(manifest.otherwise ?? []), ...others] },
    );
  }
  if (found.size === 0) return rendering;
  const { supposed = { found: [], tried: [], possible: [] } } = rendering;
  return { ...rendering, manifests, supposed: { ...supposed, found: [...supposed.found, ...found.values()] } };
}

function otherwiseBy({ path, values }: FilledLater, { object }: Manifest, { what, why }: Unknown): Otherwise[] {
  return values
    .map((value) => replaced(object, path, value))
    .flatMap((other) => (isKubernetesObject(other) ? [{ on: [{ what, why }], object: other }] : []));
}

/** Maximum number of unknowns with a name of their own. Each is compared with all objects of the rendering. */
const mostNamed = 50;

const theOthers: Unknown = {
  what: 'variables',
  why: 'More fields than are listed here have such texts: what another tool replaces them with is not known.',
};

/** Maximum length of a quoted text. */
const mostQuoted = 80;

function unknownOf({ path, written }: FilledLater, { object }: Manifest): Unknown {
  const text = written.length > mostQuoted ? `${written.slice(0, mostQuoted)}…` : written;
  const at = `${path.join('.')} of ${objectLabel(objectName(object))}`;
  return {
    what: 'variables',
    why: `${at} has the text ${text}, which Kubernetes does not accept there: what another tool replaces it with is not known here.`,
  };
}
