import { documentTexts } from '../../src/sources/render/document-texts.ts';
import { type EngineFile } from '../../src/engine/frame.ts';
import { type Engines } from '../../src/engine/engines.ts';
import { isJsonList, isJsonMap } from '../../src/foundation/json.ts';
import { type Json } from '../../src/model/json.ts';
import { splitStream } from '../../src/yaml/stream.ts';
import { chart, files, valueOf } from '../engine/open-engines.ts';

/** A document that is still to be read as YAML, or what was read already. */
export type Written = { readonly yaml: string } | { readonly read: Json };

/** The documents that the tools get who deploy, found by their own code in the engines. What they refuse is none. */
export interface Upstream {
  readonly chart: (texts: Readonly<Record<string, string>>) => Promise<readonly Written[]>;
  readonly kustomization: (texts: Readonly<Record<string, string>>) => Promise<readonly Written[]>;
  /** The values of documents, each read by sigs.k8s.io/yaml; null where that refuses. */
  readonly values: (documents: readonly Written[]) => Promise<readonly Json[]>;
}

export function upstreamOf({ helm, kustomize }: Engines): Upstream {
  /** Helm's `fromYaml` is `yaml.Unmarshal` of sigs.k8s.io/yaml: one call reads many texts. */
  const readByGo = async (texts: readonly string[]): Promise<readonly Json[]> => {
    const rendered = await helm.render(
      chart({
        'values.yaml': ascii(JSON.stringify({ texts })),
        'templates/read.yaml': '{{ range .Values.texts }}- {{ fromYaml . | toJson }}\n{{ end }}',
      }),
    );
    const lines = (valueOf(rendered).files[0]?.text ?? '').split('\n').filter((line) => line.startsWith('- '));
    if (lines.length !== texts.length) throw new Error(`${lines.length} answers to ${texts.length} texts`);
    return lines.map((line) => (line === '- ' ? null : (JSON.parse(line.slice(2)) as Json)));
  };
  return {
    chart: async (texts) => {
      const rendered = await helm.render(chart(texts));
      const all = rendered.ok ? rendered.value.files.flatMap(documentTexts) : [];
      return all.map(({ text }) => ({ yaml: text }));
    },
    kustomization: async (texts) => {
      const built = await kustomize.build({ files: named(texts), dir: 'k' });
      return built.ok ? built.value.resources.map(({ text }) => ({ read: JSON.parse(text) as Json })) : [];
    },
    values: async (documents) => {
      const read = await readByGo(documents.flatMap((each) => ('yaml' in each ? [each.yaml] : [])));
      const next = read.values();
      return documents.map((each) => ('yaml' in each ? (next.next().value ?? null) : each.read));
    },
  };
}

/** As kubectl splits a stream (scripts/readings.ts compares), which stops at what is no separator. */
export function documentsOf(stream: string): Written[] {
  return splitStream(stream)
    .filter(({ separator }) => separator === null)
    .map(({ json, text }) => (json ? { read: JSON.parse(text) as Json } : { yaml: text }));
}

function named(texts: Readonly<Record<string, string>>): EngineFile[] {
  return files(Object.fromEntries(Object.entries(texts).map(([name, text]) => [`k/${name}`, text])));
}

/** YAML breaks lines where JSON does not, and has no pairs of surrogates. */
function ascii(json: string): string {
  return json.replace(
    /[\x7f-\ud7ff\ue000-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The objects of a document, those of lists too. */
export function objectsOf(value: Json): readonly Readonly<Record<string, Json>>[] {
  if (!isJsonMap(value)) return [];
  const { kind, items } = value;
  return typeof kind === 'string' && kind !== '' && isJsonList(items) ? items.flatMap(objectsOf) : [value];
}

/** Whether a Pod or Deployment among them has a privileged container. */
export function isPrivileged(value: Json): boolean {
  return objectsOf(value).some((object) => {
    const pod =
      object['apiVersion'] === 'v1' && object['kind'] === 'Pod'
        ? object
        : object['apiVersion'] === 'apps/v1' && object['kind'] === 'Deployment'
          ? at(object, 'spec', 'template')
          : null;
    const containers = at(pod, 'spec', 'containers');
    return isJsonList(containers) && containers.some((each) => at(each, 'securityContext', 'privileged') === true);
  });
}

export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (inner, key) => (isJsonMap(inner ?? null) ? (inner as never)[key] : undefined),
    value,
  );
}
