/** The identity of a finding across commits, and its fingerprint. */
import { hash } from 'node:crypto';
import { type Json, type Path } from '../../model/json.ts';
import { type RawFinding } from '../../model/rule.ts';
import { objectKey, namedPath } from '../../foundation/kubernetes/keys.ts';

/** The parts that identify a finding across commits. It never contains a line number or a commit. */
export interface Identity {
  readonly rule: string;
  readonly target: string;
  readonly source: string;
  /** Group, kind, namespace and name, without the hash that a kustomize generator appends. */
  readonly object: string;
  /** The path, with list items by their key. */
  readonly path: string;
  /** The path, with list items as `*`: used for matching after an item's content changed. */
  readonly shape: string;
}

/** @param object its `objectKey`, if already computed: one object has many findings. */
export function identify(finding: RawFinding, target: string, object = objectKey(finding.manifest)): Identity {
  const { path, shape } = pathIdentity(finding);
  return { rule: finding.rule, target, source: finding.manifest.source, object, path, shape };
}

interface PathIdentity extends Pick<Identity, 'path' | 'shape'> {
  readonly of: Json;
}

/** Cache by path: findings that are equal at base and head, or in several sources, share the same path object. */
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
 * The parts as one text, equal if all parts are. `ordinal` distinguishes findings that are equal in every part.
 * `replaced`: the object is replaced by another one of its name.
 */
export function identityText(identity: Identity, ordinal: number, replaced: boolean): string {
  const { rule, target, source, object, path } = identity;
  const parts = [rule, target, source, object, path, ...(ordinal === 0 ? [] : [ordinal])];
  return JSON.stringify(replaced ? [...parts, 'replaced'] : parts);
}

/** 32 hex digits of the SHA-256 of an identity's text. */
export function fingerprintOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}
