import { posix } from 'node:path';
import { isMap, list, strings } from '../../json.ts';
import { type PartlyKnown } from '../../model.ts';
import { type DeploymentLayer } from '../deployment.ts';
import { declarationsIn } from '../declaration.ts';
import { type Field } from '../field.ts';
import { isEncryptedText, layerOf, whyEncrypted, unknownLayer, valuesIn } from '../inline-values.ts';
import { inside } from '../paths.ts';
import { kustomizationIn, type Repository } from '../repository.ts';
import { lookUp } from './lookup.ts';
import { keysOf, valuesAt } from './target-path.ts';

/** One entry of `valuesFrom`. https://fluxcd.io/flux/components/helm/helmreleases/#values-references */
export async function layersFrom(
  entry: Field,
  namespace: string | null,
  repository: Repository,
): Promise<DeploymentLayer[]> {
  const kind = entry.at('kind').text();
  const name = entry.at('name').text() ?? '';
  const key = entry.at('valuesKey').text() ?? 'values.yaml';
  if (kind !== 'ConfigMap') {
    return unknownLayer(entry, `${kind ?? 'it'}/${name} is known only to the cluster.`, setBy(entry));
  }
  const configMap = lookUp(repository, entry, { kind, name, namespace });
  if (configMap !== null) return fromData(entry, configMap.at('data', key));
  const file = entry.at('targetPath').isThere ? null : await generatedFrom(entry, name, key, repository);
  if (file !== null) return [{ kind: 'file', file, ignoreMissing: false }];
  const isOptional = entry.at('optional').flag();
  const why = `ConfigMap/${name} is not in this repository${isOptional ? ', and may be missing' : ''}.`;
  return unknownLayer(entry, why, setBy(entry));
}

/** What an entry sets whose text cannot be seen: one value, where it names it. */
function setBy(entry: Field): PartlyKnown {
  const path = keysOf(entry.at('targetPath').text() ?? '[]');
  return { value: {}, leaves: path === null ? [] : [{ path, type: null }] };
}

function fromData(entry: Field, data: Field): DeploymentLayer[] {
  const text = data.text();
  if (text === null) {
    if (entry.at('optional').flag()) return [];
    entry.problem(
      'values-missing',
      `the ConfigMap has no ${String(data.path.at(-1))}; expected it, or optional: true.`,
    );
    return [];
  }
  const target = entry.at('targetPath').text();
  if (isEncryptedText(data, text)) return unknownLayer(data, whyEncrypted, setBy(entry));
  if (target === null) return layerOf(data, valuesIn(data, text));
  const values = valuesAt(target, text);
  return values === null ? unknownLayer(entry, `${target} leads into a list.`) : layerOf(data, values);
}

/** The file that a generator of the kustomization beside or above puts under the key; null where none does. */
async function generatedFrom(entry: Field, name: string, key: string, repository: Repository): Promise<string | null> {
  let folder = posix.dirname(entry.written.file);
  for (;;) {
    const kustomization = kustomizationIn(repository, folder);
    const file = kustomization === null ? null : await generatedIn(kustomization, folder, name, key, repository);
    if (kustomization !== null && file !== null) {
      entry.notes.files.add(kustomization);
      return file;
    }
    if (folder === '.') return null;
    folder = posix.dirname(folder);
  }
}

async function generatedIn(
  kustomization: string,
  folder: string,
  name: string,
  key: string,
  { tree, texts }: Repository,
): Promise<string | null> {
  const text = await texts.of(kustomization);
  const object = text.ok ? declarationsIn(kustomization, text.text)[0]?.object : undefined;
  const generators = list(object?.['configMapGenerator']).filter(isMap);
  const files = generators.filter((one) => one['name'] === name).flatMap((one) => strings(one['files']));
  for (const written of files) {
    const equals = written.indexOf('=');
    const path = inside(folder, written.slice(equals + 1));
    if (path === null || !tree.files.has(path)) continue;
    if ((equals === -1 ? posix.basename(path) : written.slice(0, equals)) === key) return path;
  }
  return null;
}
