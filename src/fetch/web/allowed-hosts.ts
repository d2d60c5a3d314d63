import { isIP } from 'node:net';

/** One entry of an allow-list. */
interface AllowedHost {
  readonly scheme: 'https:' | 'http:';
  /** In small letters; IPv6 in brackets. With `*.`: any name that ends so, but not the rest itself. */
  readonly name: string;
  readonly wildcard: boolean;
  readonly port: number;
  /** Whether its address may be a private one: the owner says so by naming an IP address, a port or `http://`. */
  readonly mayBePrivate: boolean;
}

export type AllowedHosts = readonly AllowedHost[];

const DEFAULT_PORTS = { 'https:': 443, 'http:': 80 } as const;

/** How an entry is written, in letters of either case: no flag, since a JSON schema has none. */
export const allowedHostForm =
  /^(?:([Hh][Tt][Tt][Pp][Ss]?:)\/\/)?(\*\.)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?$/;

/** `docker.io` is the name of Docker's registry in references; its API is elsewhere. */
export function registryHost(host: string): string {
  return host === 'docker.io' || host === 'index.docker.io' ? 'registry-1.docker.io' : host;
}

/**
 * An entry of the allow-list: `charts.example.com`, `*.example.com`, `registry.example.com:8443`,
 * `http://127.0.0.1:5000`. Only the last kind is spoken to without encryption. A name that stands without a port must
 * have public addresses; with one it may be anywhere, which is for registries of one's own network.
 *
 * @returns null for what is no such entry.
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

/** The entry that allows an address, an exact one before a wildcard; null if none does. */
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

/** An address as URL writes it, which knows one spelling of each. */
function canonicalHost(host: string): string | null {
  return URL.canParse(`https://${host}`) ? new URL(`https://${host}`).hostname : null;
}
