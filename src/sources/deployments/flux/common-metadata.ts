/** Reads the labels and annotations that a Flux object adds to every object it applies. */
import { type CommonMetadata } from '../../../model/source.ts';
import { type Field } from '../field.ts';

/** The metadata that Flux adds to every object it applies; null for none. */
export function commonMetadata(spec: Field): CommonMetadata | null {
  const field = spec.at('commonMetadata');
  if (field.map() === null) return null;
  return { labels: field.at('labels').textMap(), annotations: field.at('annotations').textMap() };
}
