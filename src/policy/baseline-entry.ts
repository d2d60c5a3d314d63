/** Makes the baseline's entry of a finding. */
import { hash } from 'node:crypto';
import { namedPath } from '../foundation/kubernetes/keys.ts';
import { objectLabel, objectName } from '../foundation/kubernetes/names.ts';
import { objectSelector } from '../foundation/kubernetes/object-selector.ts';
import { isJsonList } from '../foundation/json.ts';
import { type Compared } from '../model/finding.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { type BaselineEntry } from './baseline.ts';

/** The cluster of sources that the repository names none for. */
const unsaidTarget = 'default';

export function baselineEntryOf({ rule, manifest, path, extent, target, fingerprint }: Compared): BaselineEntry {
  const name = objectName(manifest.object);
  const object = objectSelector(name) ?? objectLabel(name);
  const field = fieldLabel(namedPath(manifest.object, path));
  return {
    rule,
    object,
    source: manifest.source,
    ...(target === unsaidTarget ? {} : { target }),
    path: field,
    ...(Object.keys(extent).length === 0 ? {} : { extent: withoutTexts(extent, [rule, object, field]) }),
    fingerprint,
  };
}

/** `spec.containers[name=app].args[#3f2a…]`. Of list items that have no name, not even a part of the content is written. */
function fieldLabel(named: string): string {
  const parts = JSON.parse(named) as string[];
  return parts
    .map((part) => {
      if (!part.startsWith('[')) return `.${part}`;
      return /^\[(?:[A-Za-z]+=|#|\+\])/.test(part) ? part : `[#${digest(part)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** The digests of credentials in an extent, as digests of this finding alone: they can't be compared with others. */
function withoutTexts(extent: JsonObject, of: readonly string[]): Record<string, Json> {
  const own = (items: Json): Json =>
    isJsonList(items)
      ? items.map((item) => digest(JSON.stringify([...of, item])))
      : digest(JSON.stringify([...of, items]));
  return Object.fromEntries(
    Object.entries(extent).map(([key, value]) => [key, key === 'secret_texts' ? own(value) : value]),
  );
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16);
}
