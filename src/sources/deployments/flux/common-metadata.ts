import { type CommonMetadata } from '../../../model/source.ts';
import { type Field } from '../field.ts';

/** What Flux puts on every object that it applies; null for nothing. */
export function commonMetadata(spec: Field): CommonMetadata | null {
  const field = spec.at('commonMetadata');
  if (field.map() === null) return null;
  return { labels: field.at('labels').textMap(), annotations: field.at('annotations').textMap() };
}
