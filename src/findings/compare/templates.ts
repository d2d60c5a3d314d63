/** Groups rendered objects by the template that rendered them. */
import { groupBy } from '../../foundation/groups.ts';
import { type Manifest } from '../../model/manifest.ts';
import { objectName } from '../../foundation/kubernetes/names.ts';

/**
 * The key of a template and kind, if the source has exactly one such object; null if it has more, or if no template
 * rendered it.
 */
export type TemplateKeyOf = (manifest: Manifest) => string | null;

/** The templates of everything that the sources of one side render. */
export interface Templates {
  readonly keyOf: TemplateKeyOf;
  /** Ids of the sources that render objects of this key, with the number of these objects. */
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

/** A named path in which the object's own name is replaced by `*` in list items. */
export function withoutName(path: string, { object }: Manifest): string {
  const { name } = objectName(object);
  return name === '' ? path : path.replaceAll(`[name=${name}]`, '[name=*]');
}
