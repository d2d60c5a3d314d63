import { stringify, type Tags } from 'yaml';
import { canonical } from '../foundation/json.ts';
import { type Json } from '../model/json.ts';
import { parseManifests } from './values.ts';

const STRINGS_QUOTED = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' } as const;
/** Without the tag of merge keys, of which the library writes `<<` plain whatever else is asked for. */
const ALL_QUOTED = {
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'QUOTE_DOUBLE',
  customTags: (tags: Tags) => tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge'),
} as const;

/**
 * A value as YAML that Kubernetes' reader takes for the same: what YAML 1.1 would make a boolean, a number or a date of
 * is quoted; where that is not enough (`0o7`), all strings are, and where that is not (a key `<<`), keys too. Lines are
 * not folded.
 */
export function yamlText(value: Json): string {
  const written = (quoted: object): string => stringify(value, { version: '1.1', lineWidth: 0, ...quoted });
  const isSame = (text: string): boolean => {
    const [document] = parseManifests(text).documents;
    return document !== undefined && canonical(document.value) === canonical(value);
  };
  return [{}, STRINGS_QUOTED].map(written).find(isSame) ?? written(ALL_QUOTED);
}
