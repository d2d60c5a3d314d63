/** Parses the allow-list of hosts and matches addresses against it. */
import { isIP } from 'node:net';

/** An entry of the allow-list. */
interface AllowedHost {
  readonly scheme: 'https:' | 'http:';
  /**
   * In lower case; IPv6 in brackets. With a wildcard: any name that ends with it after a dot, but not the name itself.
   */
  readonly name: string;
  readonly wildcard: boolean;
  readonly port: number;
  /** Whether its address may be private: allowed by an entry with an IP address, a port or `http://`. */
  readonly mayBePrivate: boolean;
}

export type AllowedHosts = readonly AllowedHost[];

const DEFAULT_PORTS = { 'https:': 443, 'http:': 80 } as const;

/** The form of an entry, in upper or lower case. Without a flag, since JSON schema has none. */
export const allowedHostForm =
  /^(?:([Hh][Tt][Tt][Pp][Ss]?:)\/\/)?(\*\.)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?$/;

/** `docker.io` is the name of Docker's registry in references; its API has another host. */
export function registryHost(host: string): string {
  return host === 'docker.io' || host === 'index.docker.io' ? 'registry-1.docker.io' : host;
}

/**
 * Parses an entry of the allow-list: `charts.example.com`, `*.example.com`, `registry.example.com:8443`,
 * `http://127.0.0.1:5000`. Only the last form is used without encryption. A name without a port must have public
 * addresses; with a port it may be anywhere, which is for registries in a private network.
 *
 * @returns null where it is not valid.
 */
export function parseAllowedHost(entry: string): AllowedHost | null {
  const [, scheme = 'https:', star, host = '', port] = allowedHostForm.exec(entry.toLowerCase()) ?? [];
  const name = star === undefined ? registryHost(host) : host;
  if (name === '' || (scheme !== 'https:' && scheme !== 'http:') || Number(port ?? 0) > 65535) return null;
  const isAddress = isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  const wildcard = star !== undefined;
  if ((wildcard && (isAddress || scheme === 'http:')) || (isAddress && canonicalHost(name) === null)) return null;
  return {
    scheme,
    name: isAddress ? (canonicalHost(name) ?? name) : name,
    wildcard,
    port: Number(port ?? DEFAULT_PORTS[scheme]),
    mayBePrivate: !wildcard && (isAddress || port !== undefined || scheme === 'http:'),
  };
}

/** The entry that allows an address, one with private addresses first; null where none does. */
export function allowing(hosts: AllowedHosts, url: URL): AllowedHost | null {
  const matching = hosts.filter(
    (entry) => entry.scheme === url.protocol && entry.port === portOf(url) && names(entry, url.hostname),
  );
  return matching.find(({ mayBePrivate }) => mayBePrivate) ?? matching[0] ?? null;
}

function names(entry: AllowedHost, hostname: string): boolean {
  return entry.wildcard ? hostname.endsWith(`.${entry.name}`) : hostname === entry.name;
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'http:' ? DEFAULT_PORTS['http:'] : DEFAULT_PORTS['https:'];
}

/** An address in URL's canonical spelling. */
function canonicalHost(host: string): string | null {
  return URL.canParse(`https://${host}`) ? new URL(`https://${host}`).hostname : null;
}
