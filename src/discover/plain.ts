import { posix } from 'node:path';

const extensions = new Set(['.yaml', '.yml', '.json']);

/** By name alone: whether a file can hold manifests. */
export function mayBeManifest(path: string): boolean {
  return extensions.has(posix.extname(path).toLowerCase());
}

/**
 * Whether the text has the two keys that every Kubernetes object has, where a document's own keys can stand. A document
 * whose YAML is broken is recognised too, so that it is reported rather than passed over.
 */
export function looksLikeManifest(path: string, text: string): boolean {
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
