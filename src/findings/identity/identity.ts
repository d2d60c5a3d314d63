import { hash } from 'node:crypto';
import { type Json, type Path } from '../../model/json.ts';
import { type RawFinding } from '../../model/rule.ts';
import { objectKey, namedPath } from '../../foundation/kubernetes/keys.ts';

/** The parts that make a finding the same finding in another commit. Never a line number, never a commit. */
export interface Identity {
  readonly rule: string;
  readonly target: string;
  readonly source: string;
  /** Group, kind, namespace and name, without the hash that a kustomize generator appends. */
  readonly object: string;
  /** The path, list items by their key. */
  readonly path: string;
  /** The path, list items left open: what can still be matched when an item's content changed. */
  readonly shape: string;
}

/** @param object its `objectKey`, for who has it: an object has many findings. */
export function identify(finding: RawFinding, target: string, object = objectKey(finding.manifest)): Identity {
  const { path, shape } = pathIdentity(finding);
  return { rule: finding.rule, target, source: finding.manifest.source, object, path, shape };
}

interface PathIdentity extends Pick<Identity, 'path' | 'shape'> {
  readonly of: Json;
}

/** What is the same at base and head, in several sources and after edits is read once, and is found by the same path. */
const knownPaths = new WeakMap<Path, PathIdentity>();

function pathIdentity({ path, manifest: { object } }: RawFinding): PathIdentity {
  const known = knownPaths.get(path);
  if (known?.of === object) return known;
  const made = {
    of: object,
    path: namedPath(object, path),
    shape: JSON.stringify(path.map((part) => (typeof part === 'number' ? '*' : part))),
  };
  knownPaths.set(path, made);
  return made;
}

/**
 * The parts as one text, equal where all are. `ordinal` tells apart findings that are the same in every part; `replaced`: of
 * an object that another one of its name replaces.
 */
export function identityText(identity: Identity, ordinal: number, replaced: boolean): string {
  const { rule, target, source, object, path } = identity;
  const parts = [rule, target, source, object, path, ...(ordinal === 0 ? [] : [ordinal])];
  return JSON.stringify(replaced ? [...parts, 'replaced'] : parts);
}

/** 32 hex digits for the text of an identity. */
export function fingerprintOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}
