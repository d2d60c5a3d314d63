/** Finds the template line of an object that a kustomization's chart rendered. */
import { posix } from 'node:path';
import { type HelmRendering } from '../../../engine/helm-request.ts';
import { at, canonical } from '../../../foundation/json.ts';
import { chartDocument, type ChartDocument } from '../chart-documents.ts';
import { chartOfDocument, readIn } from '../chart-entries.ts';
import { chartFolder, type HelmChartEntry } from '../helm-charts.ts';
import { fieldsOf } from '../kustomization-file.ts';
import { locateInTemplate } from '../../helm/locate/helm.ts';
import { type Path } from '../../../model/json.ts';
import { type Manifest } from '../../../model/manifest.ts';
import { type Place } from '../../../model/problem.ts';
import { type TemplateOrigin } from '../../../model/suggestion.ts';
import { type PrintedDocument } from '../render/helm-output.ts';
import { givenFiles } from '../../render/given-files.ts';
import { renderChart } from '../render/render-chart.ts';
import { type RenderContext } from '../../render/render-context.ts';
import { type Side } from '../../side.ts';
import { openYaml } from '../../../yaml/positions.ts';
import { parseManifests } from '../../../yaml/values.ts';

/**
 * The template line that printed a field of a built object whose finding is shown at the kustomization's chart entry.
 */
export type TemplateOf = (manifest: Manifest, path: Path, place: Place) => Promise<TemplateOrigin | null>;

export function buildTemplates({ tree, texts }: Pick<Side, 'tree' | 'texts'>, setting: RenderContext): TemplateOf {
  const rendered = new Map<string, Promise<Traced | null>>();
  return async ({ origin, object }, path, place) => {
    const document = origin.kind === 'kustomize' && origin.file !== null ? chartDocument(origin.file) : null;
    if (document === null || place.kind !== 'lines' || place.file !== document.kustomization) return null;
    const text = (await readIn(texts)(document.kustomization)) ?? '';
    const entry = await chartOfDocument(document, readIn(texts));
    if (entry === null || openYaml(text).locate(0, entry.path)?.first !== place.first) return null;
    const folder = posix.dirname(document.kustomization);
    const chart = `${chartFolder(folder, entry)}/`;
    const key = JSON.stringify([document.kustomization, document.entry]);
    const namespace = fieldsOf(text)?.['namespace'];
    const known = rendered.get(key) ?? traced(entry, folder, chart, typeof namespace === 'string' ? namespace : '');
    rendered.set(key, known);
    const made = await known;
    const line = made === null ? null : lineOf(made, document, object, path);
    return { chart: null, file: `${chart}${line?.file ?? document.template}`, line: line?.line ?? null };
  };

  async function traced(
    entry: HelmChartEntry,
    folder: string,
    chart: string,
    namespace: string,
  ): Promise<Traced | null> {
    const { engines } = setting.world;
    const values = [entry.valuesFile, ...entry.additionalValuesFiles].map((file) => posix.join(folder, file));
    const names = [...tree.files.keys()].filter((path) => path.startsWith(chart) || values.includes(path));
    const given = await givenFiles(
      names.map((path) => [path, path]),
      tree,
    );
    if (!given.ok) return null;
    const files = new Map(given.value.map(({ name, bytes }) => [name, bytes]));
    const renderings: HelmRendering[] = [];
    const answer = await renderChart(entry, folder, entry.namespace || namespace || 'default', files, {
      kubernetesVersion: setting.kubernetesVersion,
      helm: {
        installOrder: engines.helm.installOrder,
        render: async (request) => {
          const made = await engines.helm.render({ ...request, provenance: true });
          if (made.ok) renderings.push(made.value);
          return made;
        },
      },
    });
    const rendering = renderings.at(-1); // an earlier render may be that of the release name, where it is a template
    return answer.ok && rendering !== undefined ? { documents: answer.value.documents, rendering } : null;
  }
}

interface Traced {
  readonly documents: readonly PrintedDocument[];
  readonly rendering: HelmRendering;
}

/** Null where the document differs from the object there, because a patch changed it. */
function lineOf(
  { documents, rendering }: Traced,
  { ordinal, template }: ChartDocument,
  object: Manifest['object'],
  path: Path,
): { readonly file: string; readonly line: number } | null {
  const document = documents[ordinal];
  const lines = rendering.files.find(({ file }) => file === template)?.lines ?? null;
  if (document?.template !== template || lines === null) return null;
  const printed = parseManifests(document.text).documents[0]?.value;
  const [there, here] = [at(printed, path), at(object, path)];
  const isSame = there === undefined || here === undefined ? there === here : canonical(there) === canonical(here);
  if (!isSame || at(printed, ['kind']) !== object.kind) return null;
  const named = lines.map((from) => {
    const file = from === null ? undefined : rendering.sources[from.source];
    return from === null || file === undefined ? null : { file, line: from.line };
  });
  const { start, text } = document;
  const origin = { kind: 'helm', template, name: template, start, text, item: [] } as const;
  const place = locateInTemplate(origin, path, openYaml, named);
  return place.kind === 'lines' ? { file: place.file, line: place.first } : null;
}
