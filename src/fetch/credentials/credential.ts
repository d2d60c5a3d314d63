import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
/** What a host is shown. */
export type Credential =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** There is something, but not for us; `why` is the end of a sentence, for when the host wants it. */
  | { readonly kind: 'unusable'; readonly why: string };

/** What an address is shown, if anything is known for it. */
export type Credentials = (url: URL) => Credential | null;

/** A credential, and the addresses that it is for. */
export interface KnownCredential {
  /** With its port unless that is the usual one. */
  readonly host: string;
  /** Path that an address must begin with, without `/` at its end; empty for all of the host. */
  readonly path: string;
  readonly credential: Credential;
}

/** The credential whose path is the longest that an address begins with; of equal ones the first. */
export function credentialsOf(known: readonly KnownCredential[]): Credentials {
  const ranked = [...known].sort((a, b) => b.path.length - a.path.length);
  return (url) => {
    const path = `${withoutSlashes(url.pathname)}/`;
    return ranked.find((each) => each.host === url.host && path.startsWith(`${each.path}/`))?.credential ?? null;
  };
}

/** The Authorization header that shows a credential; null without one that can be shown. */
export function basicHeader(credential: Credential | null): string | null {
  if (credential?.kind !== 'basic') return null;
  return `Basic ${Buffer.from(`${credential.user}:${credential.password}`, 'utf8').toString('base64')}`;
}
