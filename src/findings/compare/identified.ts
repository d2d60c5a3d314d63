/** Adds the identity to findings, by which base and head are matched. */
import { onceEach } from '../../foundation/cache/once-each.ts';
import { type Manifest } from '../../model/manifest.ts';
import { isClusterScoped, objectName } from '../../foundation/kubernetes/names.ts';
import { identify, type Identity, identityText } from '../identity/identity.ts';
import { objectKey } from '../../foundation/kubernetes/keys.ts';
import { type Found } from './found.ts';

export interface Identified extends Omit<Found, 'replaced'> {
  readonly replaced: boolean;
  readonly identity: Identity;
  /** Rule and target as JSON. */
  readonly kind: string;
  /** 0-based number among findings that are equal in every part of the identity. */
  readonly ordinal: number;
  /** The whole identity as text: the fingerprint is its hash. */
  readonly same: string;
  /**
   * The namespace of its object: its own, else that of its source. Null if neither is set, or the object is
   * cluster-scoped.
   */
  readonly into: string | null;
}

export const unsaidNamespace = 'default';

export function identified(found: readonly Found[]): Identified[] {
  const seen = new Map<string, number>();
  const objectKeyOf = onceEach(objectKey);
  const ownOf = onceEach(ownNamespace);
  const kindKeyOf = kindKeys();
  return found.map((each) => {
    const { manifest } = each.finding;
    const { finding, target, namespace, replaced = false } = each;
    const identity = identify(finding, target, objectKeyOf(manifest));
    const first = identityText(identity, 0, replaced);
    const ordinal = seen.get(first) ?? 0;
    seen.set(first, ordinal + 1);
    const namespaceOf = ownOf(manifest) ?? namespace;
    const into = namespaceOf === unsaidNamespace ? null : namespaceOf;
    const same = ordinal === 0 ? first : identityText(identity, ordinal, replaced);
    return { finding, target, namespace, replaced, identity, kind: kindKeyOf(identity), ordinal, into, same };
  });
}

/** Rule and target as JSON, computed once per pair: there are few pairs, and many findings. */
function kindKeys(): (identity: Identity) => string {
  const known = new Map<string, Map<string, string>>();
  return ({ rule, target }) => {
    const byRule = known.get(target) ?? new Map<string, string>();
    known.set(target, byRule);
    const kind = byRule.get(rule) ?? JSON.stringify([rule, target]);
    byRule.set(rule, kind);
    return kind;
  };
}

/** Null if the source decides. A cluster-scoped object is treated like one without a namespace. */
function ownNamespace({ object }: Manifest): string | null {
  return isClusterScoped(object) ? unsaidNamespace : objectName(object).namespace;
}
