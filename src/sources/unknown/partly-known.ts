/** Separates known and unknown values in value files, such as those that SOPS encrypted. */
import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type PartlyKnown, type UnknownLeaf } from '../../model/source.ts';
import { parseManifests } from '../../yaml/values.ts';

/** Tells whether a text stands for an unknown value, and what is known about it; null where it is an ordinary text. */
export type Unseen = (text: string) => {
  readonly type: UnknownLeaf['type'];
  /** The value to use instead; null omits it from its map. */
  readonly standIn: Json;
} | null;

/** The known part of values in which some texts stand for unknown values. */
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

/** A value that SOPS encrypted in place, with its type. https://getsops.io/docs/#encryption-protocol */
const encrypted = /^ENC\[[\s\S]*?(?:,type:([a-z]+))?\]$/;

/** For values that SOPS encrypted: encrypted texts stay as they are; other types get a stand-in value. */
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

/** Whether SOPS encrypted parts of a document: its metadata, with a MAC, is under `sops`. */
export function isEncrypted({ sops }: JsonObject): boolean {
  return isJsonMap(sops) && 'mac' in sops;
}

/** The values of a file that SOPS encrypted, without its metadata; null for other files. */
export function encryptedValues(text: string): PartlyKnown | null {
  if (!/\bmac\b/.test(text) || !/\bsops\b/.test(text)) return null;
  const { documents } = parseManifests(text);
  const [only] = documents;
  if (documents.length !== 1 || !isJsonMap(only?.value) || !isEncrypted(only.value)) return null;
  const values = Object.entries(only.value).filter(([key]) => key !== 'sops');
  return partlyKnown(Object.fromEntries(values), unseenBySops);
}
