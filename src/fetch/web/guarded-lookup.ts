/** Resolves host names for sockets, and refuses private addresses. */
import { type LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Refused } from '../refusal.ts';
import { isPublic } from './public-address.ts';

/** Resolves the addresses of a host name. @throws where it has none. */
export type AddressesOf = (host: string) => Promise<readonly LookupAddress[]>;

/** Resolved by the operating system. */
export const systemAddresses: AddressesOf = (host) => lookup(host, { all: true });

/**
 * A lookup for sockets that returns only public addresses. The socket connects to exactly these addresses, so a later
 * change of the name has no effect. If one address is private, all are refused.
 */
export function publicOnly(addressesOf: AddressesOf): LookupFunction {
  return lookupBy(async (host) => {
    const addresses = await addressesOf(host);
    for (const { address } of addresses) assertPublic(host, address);
    return addresses;
  });
}

/** A lookup for sockets that returns all addresses of a name. */
export function unguardedLookup(addressesOf: AddressesOf): LookupFunction {
  return lookupBy(addressesOf);
}

/** Sockets do not resolve a host that is already an address. @throws {Refused} where it is not public. */
export function assertPublicLiteral(hostname: string): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) assertPublic(hostname, address);
}

function assertPublic(host: string, address: string): void {
  if (isPublic(address)) return;
  const what = host.includes(address)
    ? `${host} is not a public address`
    : `${host} has the address ${address}, which is not public`;
  throw new Refused('private-address', what);
}

/** Sockets that try several addresses ask for all of them, others for one. */
function lookupBy(addressesOf: AddressesOf): LookupFunction {
  return (host, options, callback) => {
    addressesOf(host).then(
      (found) => {
        const family = options.family === 4 || options.family === 6 ? options.family : null;
        const addresses = found.filter((each) => family === null || each.family === family);
        const [first] = addresses;
        if (first === undefined) callback(new Error(`${host} has no address`), []);
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (thrown: unknown) => {
        callback(thrown instanceof Error ? thrown : new Error(`${host} has no address`), []);
      },
    );
  };
}
