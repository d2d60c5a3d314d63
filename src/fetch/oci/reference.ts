/** Parses oci:// references. */
import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { type Digest, parseDigest } from '../digest.ts';
import { Refused } from '../refusal.ts';
import { allowing, type AllowedHosts, registryHost } from '../web/allowed-hosts.ts';

/** A repository in a registry, with a tag or digest. */
export interface OciReference {
  /** Origin of the registry's API: scheme, host and port. */
  readonly origin: string;
  /** `org/charts/web`. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: Digest | null;
}

/** The grammar of the distribution specification. */
const COMPONENT = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/.source;
const HOST = /(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?/.source;
const REFERENCE = new RegExp(
  `^oci://(${HOST})/(${COMPONENT}(?:/${COMPONENT})*)(?::(\\w[\\w.-]{0,127}))?(?:@(sha256:[0-9a-fA-F]{64}))?$`,
);

/**
 * Parses `oci://host/path`, optionally with `:tag` or `@sha256:…`. Unencrypted http is only used where the allow-list
 * has `http://` before the host.
 *
 * @throws {Refused}
 */
export function parseOciReference(reference: string, hosts: AllowedHosts): OciReference {
  const [, host, repository, tag = null, digest] = REFERENCE.exec(withoutSlashes(reference)) ?? [];
  if (host === undefined || repository === undefined || !URL.canParse(`https://${host}`)) {
    throw new Refused('reference-invalid', 'its address does not have the form oci://host/path');
  }
  const name = registryHost(host.toLowerCase());
  const plain = new URL(`http://${name}`);
  const origin = allowing(hosts, plain) === null ? new URL(`https://${name}`).origin : plain.origin;
  return { origin, repository, tag, digest: parseDigest(digest ?? '') };
}
