import { describe, expect, it } from 'vitest';
import { Refused } from '../../src/fetch/refusal.ts';
import { parseAllowedHost } from '../../src/fetch/web/allowed-hosts.ts';
import { permit, type Reach } from '../../src/fetch/web/permit.ts';

function permitted(entries: readonly string[], address: string, reach: Reach = 'allowed'): string {
  try {
    return permit(
      new URL(address),
      entries.map((entry) => parseAllowedHost(entry)!),
      reach,
    );
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.code;
    throw thrown;
  }
}

describe('an allow-list', () => {
  it.each([
    // a name means public addresses, by https, on the usual port
    [['charts.example.com'], 'https://charts.example.com/a', 'public'],
    [['Charts.Example.com'], 'https://charts.example.com/a', 'public'],
    [['charts.example.com'], 'https://charts.example.com:8443/a', 'host-not-allowed'],
    [['charts.example.com'], 'http://charts.example.com/a', 'host-not-allowed'],
    [['charts.example.com'], 'https://charts.example.com.evil.test/a', 'host-not-allowed'],
    [['charts.example.com'], 'https://evilcharts.example.com/a', 'host-not-allowed'],
    [['charts.example.com'], 'https://x@charts.example.com/a', 'reference-invalid'],
    // with a port it may be anywhere
    [['registry.corp:443'], 'https://registry.corp/a', 'any'],
    [['registry.corp:8443'], 'https://registry.corp:8443/a', 'any'],
    [['registry.corp', 'registry.corp:443'], 'https://registry.corp/a', 'any'],
    // an address is named as one
    [['10.0.0.1'], 'https://10.0.0.1/a', 'any'],
    [['10.0.0.1'], 'https://0xa.1/a', 'any'],
    [['10.0.0.1'], 'https://012.0.0.1/a', 'any'],
    [['10.0.0.1'], 'https://167772161/a', 'any'],
    [['10.0.0.1'], 'https://10.0.0.1:8443/a', 'host-not-allowed'],
    [['10.0.0.1'], 'https://10.0.0.1@10.0.0.2/a', 'reference-invalid'],
    [['10.0.0.1'], 'https://10.0.0.2/a', 'host-not-allowed'],
    [['10.0.0.1'], 'https://[::ffff:10.0.0.1]/a', 'host-not-allowed'],
    [['[fd00::1]:5000'], 'https://[fd00:0::1]:5000/a', 'any'],
    // a name is compared as DNS takes it, and an address is none
    [['charts.example.com'], 'https://CHARTS.example.com/a', 'public'],
    [['charts.example.com'], 'https://charts.example.com./a', 'host-not-allowed'],
    [['xn--bcher-kva.example'], 'https://b\u00fccher.example/a', 'public'],
    [['charts.example.com'], 'https://charts.example.com./a', 'host-not-allowed'],
    [['charts.example.com'], 'https://charts.ex\u0430mple.com/a', 'host-not-allowed'],
    [['*.example.com'], 'https://93.184.216.34/a', 'host-not-allowed'],
    [['*.example.com'], 'https://[2606:4700::1111]/a', 'host-not-allowed'],
    // without encryption only where it is said
    [['http://127.0.0.1:5000'], 'http://127.0.0.1:5000/a', 'any'],
    [['http://127.0.0.1:5000'], 'https://127.0.0.1:5000/a', 'host-not-allowed'],
    [['http://127.0.0.1:5000'], 'http://127.0.0.1:5001/a', 'host-not-allowed'],
    // a wildcard is for names below, public ones
    [['*.example.com'], 'https://a.b.example.com/a', 'public'],
    [['*.example.com'], 'https://example.com/a', 'host-not-allowed'],
    [['*.example.com:8443'], 'https://a.example.com:8443/a', 'public'],
    [['docker.io'], 'https://registry-1.docker.io/v2/', 'public'],
    [[], 'https://charts.example.com/a', 'host-not-allowed'],
  ])('%j says of %s: %s', (entries, address, said) => {
    expect(permitted(entries, address)).toBe(said);
  });

  it.each([
    ['https://storage.example/a', 'public'],
    ['https://storage.example:8443/a', 'host-not-allowed'],
    ['http://storage.example/a', 'host-not-allowed'],
    ['https://127.0.0.1/a', 'private-address'],
    ['https://2130706433/a', 'private-address'], // 127.0.0.1 as one number
    ['https://0177.0.0.1/a', 'private-address'],
    ['https://0x7f.1/a', 'private-address'],
    ['https://127.0.0.1./a', 'private-address'],
    ['https://[::1]/a', 'private-address'],
    ['https://[::ffff:127.0.0.1]/a', 'private-address'],
    ['https://[::ffff:a9fe:a9fe]/a', 'private-address'],
    ['https://[64:ff9b::7f00:1]/a', 'private-address'],
    ['https://1.1.1.1/a', 'public'],
    ['https://registry.corp/a', 'any'],
  ])('leaves a redirect to storage, by https to a public address: %s', (address, said) => {
    expect(permitted(['registry.corp:443'], address, 'public')).toBe(said);
  });

  it.each(['', '*', '*.', 'a b', 'ftp://a', 'a/b', 'https://a/b', 'a:99999', '*.10.0.0.1', 'http://*.a', 'a@b', '-a'])(
    'has no entry %j',
    (entry) => {
      expect(parseAllowedHost(entry)).toBeNull();
    },
  );
});
