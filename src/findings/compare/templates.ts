import { groupBy } from '../../foundation/groups.ts';
import { type Manifest } from '../../model/manifest.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';

/** The key of what a template prints of a kind, where a source has one such object; null where it has more, or no template made it. */
export type TemplateKeyOf = (manifest: Manifest) => string | null;

/** Of all that the sources of one side print. */
export interface Templates {
  readonly keyOf: TemplateKeyOf;
  /** The ids of the sources that print something of that key, with how many such objects they have. */
  readonly printing: (key: string) => ReadonlyMap<string, number>;
}

export function templatesOf(manifests: readonly Manifest[]): Templates {
  const byKey = groupBy(manifests, keyIn);
  const counts = new Map(
    [...byKey].map(([key, all]) => [
      key,
      new Map([...groupBy(all, ({ source }) => source)].map(([source, some]) => [source, some.length])),
    ]),
  );
  const printing = (key: string): ReadonlyMap<string, number> => counts.get(key) ?? new Map();
  return {
    printing,
    keyOf: (manifest) => {
      const key = keyIn(manifest);
      return key !== null && printing(key).get(manifest.source) === 1 ? key : null;
    },
  };
}

function keyIn({ origin, object }: Manifest): string | null {
  return origin.kind === 'helm' ? JSON.stringify([origin.template, object.kind]) : null;
}

/** A named path in which items that have the object's own name are left open. */
export function withoutName(path: string, { object }: Manifest): string {
  const { name } = objectName(object);
  return name === '' ? path : path.replaceAll(`[name=${name}]`, '[name=*]');
}
