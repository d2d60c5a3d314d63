import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../src/fetch/oci/challenge.ts';

describe('a challenge', () => {
  it.each([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
      [
        [
          'bearer',
          { realm: 'https://auth.docker.io/token', service: 'registry.docker.io', scope: 'repository:a/b:pull,push' },
        ],
      ],
    ],
    ['Basic realm="a \\"quoted\\" one"', [['basic', { realm: 'a "quoted" one' }]]],
    [
      'Negotiate, BEARER Realm = x , service=y',
      [
        ['negotiate', {}],
        ['bearer', { realm: 'x', service: 'y' }],
      ],
    ],
    [
      'Basic realm="x", Bearer realm="y"',
      [
        ['basic', { realm: 'x' }],
        ['bearer', { realm: 'y' }],
      ],
    ],
    ['realm="nobody"', []],
    ['', []],
  ])('is read from %s', (header, expected) => {
    const read = parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

    expect(read).toEqual(expected);
  });
});
