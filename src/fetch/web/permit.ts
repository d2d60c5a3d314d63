import { Refused } from '../refusal.ts';
import { allowing, type AllowedHosts } from './allowed-hosts.ts';
import { assertPublicLiteral } from './guarded-lookup.ts';

/**
 * How far a request may go. `allowed`: hosts of the allow-list, redirects included. `public`: to any public address by
 * https as well; for what needs no trust, since its digest is known or it gets nothing.
 */
export type Reach = 'allowed' | 'public';

/** Which addresses the host of a permitted request may have. */
export type Addresses = 'public' | 'any';

/** @throws {Refused} for an address that may not be asked. */
export function permit(url: URL, hosts: AllowedHosts, reach: Reach): Addresses {
  if (url.username !== '' || url.password !== '') {
    throw new Refused('reference-invalid', `the address at ${url.host} holds credentials`);
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
  if (url.protocol !== 'http:') return `addresses of ${url.protocol} are not fetched`;
  return `${url.protocol}//${url.host} is not on the list of allowed hosts, which would have to name it with its scheme`;
}
