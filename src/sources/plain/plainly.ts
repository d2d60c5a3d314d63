/** Rewrites YAML that hides names so that a text search can find them. */
import { parseManifests } from '../../yaml/values.ts';
import { mayHide } from './discover.ts';

/**
 * A text in which every key and value is written literally, so that it can be searched: the text itself, or its
 * documents as JSON where it may write some of them differently.
 */
export function plainly(text: string): string {
  if (!mayHide(text) && !MARKED.test(text) && !EXPLICIT.test(text)) return text;
  return parseManifests(text)
    .documents.map(({ value }) => JSON.stringify(value))
    .join('\n');
}

/** More than a quote between a key and its value: an anchor, alias, tag, block or comment. */
const MARKED = /\b(?:apiVersion|kind|valuesFrom|substituteFrom)["']?\s*:\s*[&*!|>#]|[\x85\u2028\u2029]|\\\//;
/** A key that may be an alias, or that may be followed by something before its colon. */
const EXPLICIT = /^[ \t-]*(?:\*\S+[ \t]*:|\?\s)/m;
