/** Adds an editable layer of values to a source whose chart is remote. */
import { at, isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type HelmSource, type ValueLayer } from '../../../model/source.ts';
import { groupOf } from '../../../foundation/kubernetes/names.ts';
import { isKubernetesObject } from '../../render/objects.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { openYaml, type OpenYaml } from '../../../yaml/positions.ts';
import { parseManifests } from '../../../yaml/values.ts';

type Inline = Extract<ValueLayer, { readonly kind: 'inline' }>;

/**
 * Adds a place for values to a source whose chart is remote. Where its deployment has none, it is the map that its
 * declaration would have. It is empty, which does not change the render, and a fix can fill it.
 */
export async function withOwnValues(source: HelmSource, texts: Texts): Promise<HelmSource> {
  const { deployment, layers } = source;
  if (deployment === null || layers.some(({ kind }) => kind !== 'unknown')) return source;
  const text = await texts.of(deployment.place.file);
  const empty = text.ok ? emptyLayer(source, deployment.place, text.text) : null;
  return empty === null ? source : { ...source, layers: [...layers, empty] };
}

function emptyLayer(
  source: HelmSource,
  { file, first }: { readonly file: string; readonly first: number },
  text: string,
): Inline | null {
  const document = parseManifests(text).documents.findLast(({ line }) => line <= first);
  if (document === undefined || at(document.value, ['sops']) !== undefined) return null;
  const path = pathOf(source, document.value, openYaml(text), document.index);
  return path === null ? null : { kind: 'inline', file, document: document.index, path, value: {} };
}

/** Null where it is not the declaration of one source, or already has values that could not be read. */
function pathOf(source: HelmSource, declaration: Json, opened: OpenYaml, document: number): Path | null {
  if (!isKubernetesObject(declaration)) return releaseValues(source, declaration, opened, document);
  switch (`${groupOf(declaration.apiVersion)} ${declaration.kind}`) {
    case 'argoproj.io Application':
      return applicationValues(source, declaration, ['spec'], opened, document);
    case 'argoproj.io ApplicationSet':
      // The line that sets the version is in the template, so all Applications of the set have the chart and are
      // reviewed.
      return applicationValues(source, declaration, ['spec', 'template', 'spec'], opened, document);
    case 'helm.toolkit.fluxcd.io HelmRelease':
      return at(declaration, ['spec', 'values']) === undefined ? ['spec', 'values'] : null;
    default:
      return null;
  }
}

/** Of several sources, the one whose version is set on the source's line. */
function applicationValues(
  { chosenAt }: HelmSource,
  declaration: Json,
  spec: Path,
  opened: OpenYaml,
  document: number,
): Path | null {
  const several = at(declaration, [...spec, 'sources']);
  const paths: Path[] = isJsonList(several)
    ? several.map((_, index) => [...spec, 'sources', index])
    : [[...spec, 'source']];
  const path = paths.find((each) => opened.locate(document, [...each, 'targetRevision'])?.first === chosenAt?.first);
  if (path === undefined || !isJsonMap(at(declaration, path))) return null;
  const helm = at(declaration, [...path, 'helm']) ?? {};
  const isFree = isJsonMap(helm) && helm['values'] === undefined && helm['valuesObject'] === undefined;
  return isFree ? [...path, 'helm', 'valuesObject'] : null;
}

/** Values of a helmfile's release are a list, in which later items win. */
function releaseValues({ deployment }: HelmSource, helmfile: Json, opened: OpenYaml, document: number): Path | null {
  const releases = at(helmfile, ['releases']);
  if (!isJsonList(releases)) return null;
  const first = deployment?.place.first;
  const index = releases.findIndex((_, each) => opened.locate(document, ['releases', each])?.first === first);
  const values = at(helmfile, ['releases', index, 'values']) ?? [];
  return index !== -1 && isJsonList(values) ? ['releases', index, 'values', values.length] : null;
}
