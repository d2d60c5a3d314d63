import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type PartlyKnown, type UnknownLeaf } from '../../model/source.ts';
import { parseManifests } from '../../yaml/values.ts';

/** What a text says of a value that cannot be seen; null where it is what it says. */
export type Unseen = (text: string) => {
  readonly type: UnknownLeaf['type'];
  /** What stands in for it; null leaves it out, where it is a map's. */
  readonly standIn: Json;
} | null;

/** Values of which some texts only stand for what cannot be seen. */
export function partlyKnown(values: JsonObject, unseen: Unseen): PartlyKnown {
  const leaves: UnknownLeaf[] = [];
  const value = readable(values, [], unseen, leaves);
  return { value: isJsonMap(value) ? value : {}, leaves };
}

function readable(value: Json, path: Path, unseen: Unseen, leaves: UnknownLeaf[]): Json {
  if (isJsonList(value)) return value.map((item, index) => readable(item, [...path, index], unseen, leaves) ?? item);
  if (isJsonMap(value)) {
    const entries = Object.entries(value).map(([key, member]): [string, Json, Json] => [
      key,
      member,
      readable(member, [...path, key], unseen, leaves),
    ]);
    return Object.fromEntries(
      entries.flatMap(([key, before, after]) => (after === null && before !== null ? [] : [[key, after]])),
    );
  }
  const found = typeof value === 'string' ? unseen(value) : null;
  if (found === null) return value;
  leaves.push({ path, type: found.type });
  return found.standIn;
}

/** What SOPS encrypts where it stands, each value with its type. https://getsops.io/docs/#encryption-protocol */
const encrypted = /^ENC\[[\s\S]*?(?:,type:([a-z]+))?\]$/;

/** What SOPS encrypted: texts as they are written, else a stand-in of the type. */
export const unseenBySops: Unseen = (text) => {
  const match = encrypted.exec(text);
  if (match === null) return null;
  switch (match[1]) {
    case 'int':
    case 'float':
      return { type: 'number', standIn: 1 };
    case 'bool':
      return { type: 'truth', standIn: false };
    default:
      return { type: 'text', standIn: text };
  }
};

/** Whether SOPS encrypted some of a document: it keeps its notes, with a code over the whole, under `sops`. */
export function isEncrypted({ sops }: JsonObject): boolean {
  return isJsonMap(sops) && 'mac' in sops;
}

/** The values of a file that SOPS encrypted, without its notes; null for another. */
export function encryptedValues(text: string): PartlyKnown | null {
  if (!/\bmac\b/.test(text) || !/\bsops\b/.test(text)) return null;
  const { documents } = parseManifests(text);
  const [only] = documents;
  if (documents.length !== 1 || !isJsonMap(only?.value) || !isEncrypted(only.value)) return null;
  const values = Object.entries(only.value).filter(([key]) => key !== 'sops');
  return partlyKnown(Object.fromEntries(values), unseenBySops);
}
