/** Writes a value as YAML text that Kubernetes tools read as the same value. */
import { stringify, type Tags } from 'yaml';
import { canonical } from '../foundation/json.ts';
import { type Json } from '../model/json.ts';
import { parseManifests } from './values.ts';

const STRINGS_QUOTED = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' } as const;
/** Without the tag for merge keys, with which the library always writes `<<` unquoted. */
const ALL_QUOTED = {
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'QUOTE_DOUBLE',
  customTags: (tags: Tags) => tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge'),
} as const;

/**
 * A value as YAML that Kubernetes' parser reads as the same value. Texts that YAML 1.1 would read as boolean, number or
 * date are quoted; where that is not enough (`0o7`), all strings are; where that is not enough either (a key `<<`),
 * keys too. Lines are not folded.
 */
export function yamlText(value: Json): string {
  const written = (quoted: object): string => stringify(value, { version: '1.1', lineWidth: 0, ...quoted });
  const isSame = (text: string): boolean => {
    const [document] = parseManifests(text).documents;
    return document !== undefined && canonical(document.value) === canonical(value);
  };
  return [{}, STRINGS_QUOTED].map(written).find(isSame) ?? written(ALL_QUOTED);
}
