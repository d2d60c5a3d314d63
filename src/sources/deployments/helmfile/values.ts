/** Reads the value layers of a helmfile's release. */
import { isJsonMap } from '../../../foundation/json.ts';
import { type Json } from '../../../model/json.ts';
import { type PartlyKnown } from '../../../model/source.ts';
import { type DeploymentLayer } from '../deployment.ts';
import { type Field } from '../field.ts';
import { globMatcher, hasGlob } from '../../../foundation/text/glob.ts';
import { mapLayer, unknownLayer } from '../inline-values.ts';
import { insideOf } from '../paths.ts';
import { partlyKnown } from '../../unknown/partly-known.ts';
import { type State } from './shared.ts';
import { isTemplated } from './templated.ts';

/** The value layers of a release in order: files beside the helmfile, and maps. */
export function releaseLayers(release: Field, folder: string, state: State): DeploymentLayer[] {
  const handler = release.at('missingFileHandler').text();
  const ignoreMissing = handler !== null && handler !== 'Error';
  return release
    .at('values')
    .items()
    .flatMap((field): DeploymentLayer[] => {
      if (isTemplated(field.value)) return unknownLayer(field, whyTemplated, untemplated(field.value));
      if (isJsonMap(field.value)) return mapLayer(field);
      return fileLayers(field, folder, state, ignoreMissing);
    });
}

function fileLayers(field: Field, folder: string, state: State, ignoreMissing: boolean): DeploymentLayer[] {
  const written = field.text();
  if (written === null) return [];
  if (/^[a-z][a-z0-9+.-]*:/i.test(written)) return unknownLayer(field, 'It is fetched or read by a plugin.');
  const path = insideOf(field, folder, written);
  if (path === null) return [];
  const fits = hasGlob(path) ? globMatcher(path, 'doublestar') : (file: string): boolean => file === path;
  const files = [...state.repository.tree.files.keys()].filter(fits);
  if (files.length === 0 && !ignoreMissing) {
    field.problem('values-missing', `${path} does not exist; expected a values file, or a missingFileHandler.`);
  }
  return files.flatMap((file) =>
    file.endsWith('.gotmpl') ? templateLayer(field, file, state) : [{ kind: 'file', file, ignoreMissing }],
  );
}

/** The values outside of a template's actions are known. */
function templateLayer(field: Field, file: string, { templates }: State): DeploymentLayer[] {
  const known = templates.get(file) ?? undefined;
  if (known?.leaves.length === 0) return [{ kind: 'file', file, ignoreMissing: false }];
  return unknownLayer(field, 'The file is a template.', known).map((layer) => ({ ...layer, files: [file] }));
}

export const whyTemplated = 'It is a template, which is not rendered.';

/** The map without its templates. Each template is one value; undefined where a key is a template. */
function untemplated(value: Json | null): PartlyKnown | undefined {
  if (!isJsonMap(value) || isTemplated(value, '{{', 'keys')) return undefined;
  return partlyKnown(value, (text) => (isTemplated(text) ? { type: null, standIn: null } : null));
}
