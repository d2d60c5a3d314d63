import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublic } from '../../src/fetch/web/public-address.ts';

describe('an address', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.0',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::1',
  ])('is public: %s', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.100.100.200', // a cloud's metadata
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '64:ff9b::10.0.0.1',
    '2001::1', // Teredo
    '2002:a00:1::', // 6to4 of 10.0.0.1
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254', // a cloud's metadata
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
  ])('is not public: %s', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  it('of IPv4 is never public in the clothes of IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('::', '::ffff:', '64:ff9b::', '64:ff9b:1::'), (address, clothes) => {
        expect(isPublic(clothes + address)).toBe(false);
      }),
    );
  });
});
