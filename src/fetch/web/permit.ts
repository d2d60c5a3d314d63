/** Decides whether a request to an address is allowed. */
import { Refused } from '../refusal.ts';
import { allowing, type AllowedHosts } from './allowed-hosts.ts';
import { assertPublicLiteral } from './guarded-lookup.ts';

/**
 * Which addresses a request may reach. `allowed`: hosts of the allow-list, also by redirects. `public`: in addition any
 * public address by https; for requests that need no trust, because the digest is known or nothing secret is sent.
 */
export type Reach = 'allowed' | 'public';

/** Which IP addresses the host of an allowed request may have. */
export type Addresses = 'public' | 'any';

/** @throws {Refused} for an address that is not allowed. */
export function permit(url: URL, hosts: AllowedHosts, reach: Reach): Addresses {
  if (url.username !== '' || url.password !== '') {
    throw new Refused('reference-invalid', `the address at ${url.host} contains credentials`);
  }
  const entry = allowing(hosts, url);
  if (entry?.mayBePrivate === true) return 'any';
  if (entry === null && (reach === 'allowed' || url.protocol !== 'https:' || url.port !== '')) {
    throw new Refused('host-not-allowed', notAllowed(url));
  }
  assertPublicLiteral(url.hostname);
  return 'public';
}

function notAllowed(url: URL): string {
  if (url.protocol === 'https:') return `${url.host} is not on the list of allowed hosts`;
  if (url.protocol !== 'http:') return `${url.protocol} URLs are not fetched`;
  return `${url.protocol}//${url.host} is not on the list of allowed hosts; list it with its scheme to allow it`;
}
