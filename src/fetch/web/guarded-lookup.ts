import { type LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Refused } from '../refusal.ts';
import { isPublic } from './public-address.ts';

/** The addresses of a host's name. @throws when it has none. */
export type AddressesOf = (host: string) => Promise<readonly LookupAddress[]>;

/** The operating system's word on it. */
export const systemAddresses: AddressesOf = (host) => lookup(host, { all: true });

/**
 * A lookup for sockets that gives public addresses only. It gives the very addresses that are then connected to, so a
 * name that means something else a moment later is of no use. One private address among others refuses them all.
 */
export function publicOnly(addressesOf: AddressesOf): LookupFunction {
  return lookupBy(async (host) => {
    const addresses = await addressesOf(host);
    for (const { address } of addresses) assertPublic(host, address);
    return addresses;
  });
}

/** A lookup for sockets that gives whatever addresses a name has. */
export function anywhere(addressesOf: AddressesOf): LookupFunction {
  return lookupBy(addressesOf);
}

/** Sockets look nothing up for a host that is an address already. @throws {Refused} for one that is not public. */
export function assertPublicLiteral(hostname: string): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) assertPublic(hostname, address);
}

function assertPublic(host: string, address: string): void {
  if (isPublic(address)) return;
  const what = host.includes(address)
    ? `${host} is no public address`
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
