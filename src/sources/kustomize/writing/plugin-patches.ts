/** Reads the patches that a kustomization configures under transformers. */
import { posix } from 'node:path';
import { isJsonMap, strings } from '../../../foundation/json.ts';
import { kustomizationNames } from '../kustomization-file.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { type Document, documentsOf, type KustomizationDocument } from './kustomization.ts';
import { type Patch, patchesInFile } from './patches.ts';

/** The configuration of a plugin: a document of a file, or (`block`) a text in the kustomization. */
interface Configuration extends Document {
  readonly block: Path | null;
}

/** Maximum nesting of folders with configurations. */
const mostNested = 16;

/** The patches of Kustomize's patch transformers that are configured under `transformers`, in order of application. */
export async function pluginPatches(texts: Texts, kustomization: KustomizationDocument): Promise<Patch[]> {
  const folder = posix.dirname(kustomization.file);
  const entries = strings(kustomization.fields['transformers']);
  const read = await Promise.all(
    entries.map(async (entry, index): Promise<Configuration[]> => {
      const inFiles = entry.includes('\n') ? [] : await configurationsAt(texts, posix.join(folder, entry), 0);
      return inFiles.length > 0 ? inFiles : inlineConfiguration(texts, kustomization, entry, ['transformers', index]);
    }),
  );
  return (await Promise.all(read.flat().map(async (each) => patchesOf(texts, folder, each)))).flat();
}

function inlineConfiguration(
  texts: Texts,
  { file, document }: KustomizationDocument,
  text: string,
  block: Path,
): Configuration[] {
  const [first] = texts.inline(text);
  return first?.index === 0 ? [{ file, document, block, value: first.value }] : [];
}

/** The documents of a file with configurations, or of the resources of a kustomization of them. */
async function configurationsAt(texts: Texts, path: string, depth: number): Promise<Configuration[]> {
  const documents = await documentsOf(texts, path);
  if (documents.length > 0 || depth > mostNested) return documents.map((each) => ({ ...each, block: null }));
  for (const name of kustomizationNames) {
    const [own] = await documentsOf(texts, posix.join(path, name));
    if (own === undefined) continue;
    const resources = isJsonMap(own.value) ? strings(own.value['resources']) : [];
    const below = resources.map((entry) => configurationsAt(texts, posix.join(path, entry), depth + 1));
    return (await Promise.all(below)).flat();
  }
  return [];
}

async function patchesOf(texts: Texts, folder: string, configuration: Configuration): Promise<Patch[]> {
  const { value } = configuration;
  if (!isJsonMap(value) || value['apiVersion'] !== 'builtin') return [];
  switch (value['kind']) {
    case 'PatchTransformer':
      return onePatch(texts, folder, configuration, value, 'patch');
    case 'PatchJson6902Transformer':
      return onePatch(texts, folder, configuration, value, 'jsonOp');
    case 'PatchStrategicMergeTransformer': {
      const named = strings(value['paths']).map((path) => patchesInFile(texts, folder, path, null));
      return [
        ...(await Promise.all(named)).flat(),
        ...inlinePatch(texts, configuration, value['patches'], 'patches', null),
      ];
    }
    default:
      return [];
  }
}

async function onePatch(
  texts: Texts,
  folder: string,
  configuration: Configuration,
  { path, target: selector, ...fields }: JsonObject,
  key: string,
): Promise<Patch[]> {
  const target = isJsonMap(selector) ? selector : null;
  if (typeof path === 'string') return patchesInFile(texts, folder, path, target);
  return inlinePatch(texts, configuration, fields[key], key, target);
}

function inlinePatch(
  texts: Texts,
  { file, document, block }: Configuration,
  text: Json | undefined,
  key: string,
  target: Patch['target'],
): Patch[] {
  const [first] = typeof text === 'string' ? texts.inline(text) : [];
  if (first?.index !== 0) return [];
  const { value } = first;
  return block === null
    ? [{ file, document, block: [key], value, target }]
    : [{ file, document, block, shownAt: [key], value, target }];
}
