/** A login for a host, and the choice of the one for an address. */
import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
/** A login for a host. */
export type Credential =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** There is a login, but it cannot be used; `why` is the end of a sentence for the case that the host requires it. */
  | { readonly kind: 'unusable'; readonly why: string };

/** The login for an address; null where none is known. */
export type Credentials = (url: URL) => Credential | null;

/** A credential, and the addresses to which it is sent. */
export interface KnownCredential {
  /** With its port unless that is the default. */
  readonly host: string;
  /** The path with which an address must begin, without a trailing `/`; empty for the whole host. */
  readonly path: string;
  readonly credential: Credential;
}

/** Chooses the credential with the longest path that an address begins with; of equal ones the first. */
export function credentialsOf(known: readonly KnownCredential[]): Credentials {
  const ranked = [...known].sort((a, b) => b.path.length - a.path.length);
  return (url) => {
    const path = `${withoutSlashes(url.pathname)}/`;
    return ranked.find((each) => each.host === url.host && path.startsWith(`${each.path}/`))?.credential ?? null;
  };
}

/** The Authorization header for a credential; null where there is none that can be sent. */
export function basicHeader(credential: Credential | null): string | null {
  if (credential?.kind !== 'basic') return null;
  return `Basic ${Buffer.from(`${credential.user}:${credential.password}`, 'utf8').toString('base64')}`;
}
