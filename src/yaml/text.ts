import { stringify } from 'yaml';
import { canonical } from '../json.ts';
import type { Json } from '../model.ts';
import { parseManifests } from './values.ts';

/**
 * A value as YAML that Kubernetes' reader takes for the same: what YAML 1.1 would make a boolean, a number or a date of
 * is quoted; where that is not enough (`0o7`), all strings are. Lines are not folded.
 */
export function yamlText(value: Json): string {
  const text = stringify(value, { version: '1.1', lineWidth: 0 });
  const [document] = parseManifests(text).documents;
  if (document !== undefined && canonical(document.value) === canonical(value)) return text;
  return stringify(value, { version: '1.1', lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
}
