import { endingOf } from '../deployments/paths.ts';
import { objectsIn } from '../render/objects.ts';
import { parseManifests } from '../../yaml/values.ts';

const extensions = new Set(['.yaml', '.yml', '.json']);

/** By name alone: whether a file can hold manifests. */
export function mayBeManifest(path: string): boolean {
  return extensions.has(endingOf(path).toLowerCase());
}

/**
 * Whether Kubernetes' reader finds an object in the text. One that is broken, and looks as if it was meant to hold some,
 * is recognised too, so that it is reported rather than passed over.
 */
export function holdsManifests(path: string, text: string): boolean {
  // Nearly all manifests are written so: they are read once, where they are rendered.
  return isUsual(path, text) || (mayName(text, 'apiVersion') && mayName(text, 'kind') && isRead(text));
}

/** The two keys of every Kubernetes object, where a document's own keys can stand. */
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

/** What every document fulfils that has the key, however it is written: most files are none, and are not parsed. */
function mayName(text: string, key: string): boolean {
  return text.includes(key) || mayHide(text);
}

/** Whether a text may merge one map into another: it has the key for that, or a tag that makes one of another key. */
export function mayMerge(text: string): boolean {
  return MERGING.test(text);
}

/** From the start of a line, so that a long one is looked through once. */
const MERGING = /<<|(?<![^\n])[^!\n]*![^\n]*(?:merge|%)/;

/** Whether some letters of a text may not stand in it as they are. */
export function mayHide(text: string): boolean {
  return ESCAPED.test(text) || ENCODED.test(text) || (text.includes('!') && OCTET.test(text));
}

/** An escape of a letter, or of a break between two. */
const ESCAPED = /\\(?:x[4-7]|u00[4-7]|U000000[4-7]|[\r\n\x85\u2028\u2029])/;
/** Base64, by its name or by a handle that may have a part of it. */
const ENCODED = /binary|%TAG/;
/** So a tag may spell its name. */
const OCTET = /%[\da-fA-F]{2}/;

function isRead(text: string): boolean {
  const { documents, faults } = parseManifests(text);
  if (documents.some(({ value }) => objectsIn(value).length > 0)) return true;
  // What only we refuse may have a value for others.
  if (faults.some(({ code }) => code === 'too-large' || code === 'yaml-bomb')) return true;
  if (!faults.some(({ code }) => code === 'yaml-syntax')) return false;
  return REFUSED_HERE.test(text) || MEANT.every((key) => key.test(text));
}

/** A byte order mark that is not the first character of all, and control characters: Go does not always see them. */
const REFUSED_HERE = /(?!^)\ufeff|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
/** The keys as the first of a line, whatever stands before them: an indentation, a mark, an anchor, a tag. */
const MEANT = ['apiVersion', 'kind'].map(
  (key) =>
    new RegExp(
      `(?:^|[\\r\\x85\\u2028\\u2029])\\ufeff?[ \\t]*(?:[?&!]\\S*[ \\t]+|\\{[ \\t]*)*["']?${key}["']?[ \\t]*:`,
      'm',
    ),
);
