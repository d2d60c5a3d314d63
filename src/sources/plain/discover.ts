/** Tells whether a file holds Kubernetes manifests. */
import { endingOf } from '../deployments/paths.ts';
import { objectsIn } from '../render/objects.ts';
import { parseManifests } from '../../yaml/values.ts';

const extensions = new Set(['.yaml', '.yml', '.json']);

/** Whether a file may hold manifests, by its name alone. */
export function mayBeManifest(path: string): boolean {
  return extensions.has(endingOf(path).toLowerCase());
}

/**
 * Whether a text has an object for Kubernetes' YAML reader. A broken text that looks like manifests also counts, so
 * that it is reported instead of skipped.
 */
export function holdsManifests(path: string, text: string): boolean {
  // Nearly all manifests match this, so that they are parsed only once, when they are rendered.
  return isUsual(path, text) || (mayName(text, 'apiVersion') && mayName(text, 'kind') && isRead(text));
}

/** Looks for the two keys of every Kubernetes object, where top-level keys may be. */
function isUsual(path: string, text: string): boolean {
  if (path.endsWith('.json') || /^\s*[[{]/.test(text))
    return /"?apiVersion"?\s*:/.test(text) && /"?kind"?\s*:/.test(text);
  return ownKey(text, 'apiVersion') && ownKey(text, 'kind');
}

function ownKey(text: string, key: string): boolean {
  return (
    new RegExp(`^["']?${key}["']?[ \\t]*:`, 'm').test(text) ||
    new RegExp(`^(--- *)?\\{.*["']?${key}["']?\\s*:`, 'm').test(text)
  );
}

/** A condition that every document with the key meets, however it is written: most files do not, and are not parsed. */
function mayName(text: string, key: string): boolean {
  return text.includes(key) || mayHide(text);
}

/** Whether a text may use YAML merge keys: `<<`, or a tag that makes another key one. */
export function mayMerge(text: string): boolean {
  return MERGING.test(text);
}

/** Begins at the start of a line, so that a long line is scanned only once. */
const MERGING = /<<|(?<![^\n])[^!\n]*![^\n]*(?:merge|%)/;

/** Whether letters of a text may be written in another way (escapes, base64, tags). */
export function mayHide(text: string): boolean {
  return ESCAPED.test(text) || ENCODED.test(text) || (text.includes('!') && OCTET.test(text));
}

/** An escape of a letter, or of a line break between two letters. */
const ESCAPED = /\\(?:x[4-7]|u00[4-7]|U000000[4-7]|[\r\n\x85\u2028\u2029])/;
/** Base64: the `binary` tag, or a tag handle that may stand for part of it. */
const ENCODED = /binary|%TAG/;
/** An encoded byte with which a tag may write its name. */
const OCTET = /%[\da-fA-F]{2}/;

function isRead(text: string): boolean {
  const { documents, faults } = parseManifests(text);
  if (documents.some(({ value }) => objectsIn(value).length > 0)) return true;
  // A text that only this parser refuses may have a value for other parsers.
  if (faults.some(({ code }) => code === 'too-large' || code === 'yaml-bomb')) return true;
  if (!faults.some(({ code }) => code === 'yaml-syntax')) return false;
  return REFUSED_HERE.test(text) || MEANT.every((key) => key.test(text));
}

/** A byte order mark after the beginning, or control characters, which Go's parser does not always refuse. */
const REFUSED_HERE = /(?!^)\ufeff|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
/** The keys at the beginning of a line, behind indentation, a mark, an anchor or a tag. */
const MEANT = ['apiVersion', 'kind'].map(
  (key) =>
    new RegExp(
      `(?:^|[\\r\\x85\\u2028\\u2029])\\ufeff?[ \\t]*(?:[?&!]\\S*[ \\t]+|\\{[ \\t]*)*["']?${key}["']?[ \\t]*:`,
      'm',
    ),
);
