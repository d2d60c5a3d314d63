/** Finds where the texts of a generated ConfigMap or Secret are written. */
import { at } from '../../foundation/json.ts';
import { type JsonObject, type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { type Declaration, type WrittenWhere } from './declaration.ts';

/** An entry of `configMapGenerator` or `secretGenerator`. */
export interface Generator {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** The place of the entry itself. */
  readonly written: WrittenWhere;
  readonly keys: ReadonlyMap<string, GeneratedText>;
}

export interface GeneratedText {
  readonly text: string;
  /** Where the text comes from: a whole file (empty path), or a line of the kustomization. */
  readonly written: WrittenWhere;
}

export function isOfGenerator({ kind, apiVersion }: KubernetesObject): boolean {
  return apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret');
}

/**
 * A ConfigMap or Secret that generators made. A text is placed at the outermost generator that has exactly this text,
 * because an overlay may replace some texts. `generators`: those of the outermost kustomization first. `built`: the
 * object before variables are substituted.
 */
export function generatedDeclaration(
  { object, built }: { readonly object: JsonObject; readonly built: KubernetesObject },
  generators: readonly Generator[],
  from: Declaration['from'],
): Declaration {
  const name = at(built, ['metadata', 'name']);
  const mine = generators.filter(
    (generator) => generator.kind === built.kind && typeof name === 'string' && name.includes(generator.name),
  );
  const entry = mine[0]?.written ?? generators[0]?.written ?? nowhere;
  return {
    object,
    from,
    written(path) {
      const key = path[0] === 'data' ? path[1] : undefined;
      const text = typeof key === 'string' ? textOf(built, ['data', key]) : null;
      if (typeof key !== 'string' || text === null) return entry;
      return mine.map(({ keys }) => keys.get(key)).find((each) => each?.text === text)?.written ?? entry;
    },
  };
}

const nowhere: WrittenWhere = { file: 'kustomization.yaml', document: 0, path: [], first: 1, last: 1 };

function textOf(object: KubernetesObject, path: Path): string | null {
  const value = at(object, path);
  if (typeof value !== 'string') return null;
  return object.kind === 'Secret' ? Buffer.from(value, 'base64').toString('utf8') : value;
}
