import { parseManifests } from '../../yaml/values.ts';
import { mayHide } from './discover.ts';

/**
 * A text in which every key and value stands in its own letters, so that it can be searched: as it is, or where it may
 * spell some otherwise, its documents as JSON.
 */
export function plainly(text: string): string {
  if (!mayHide(text) && !MARKED.test(text) && !EXPLICIT.test(text)) return text;
  return parseManifests(text)
    .documents.map(({ value }) => JSON.stringify(value))
    .join('\n');
}

/** Between a key and its value stands more than a quote: an anchor, an alias, a tag, a block, a comment. */
const MARKED = /\b(?:apiVersion|kind|valuesFrom|substituteFrom)["']?\s*:\s*[&*!|>#]|[\x85\u2028\u2029]|\\\//;
/** A key that may be an alias, or have something between itself and its colon. */
const EXPLICIT = /^[ \t-]*(?:\*\S+[ \t]*:|\?\s)/m;
