import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin } from '../../src/findings/identity/extent.ts';
import { isJsonList } from '../../src/foundation/json.ts';
import { type JsonObject } from '../../src/model/json.ts';

const extent: fc.Arbitrary<JsonObject> = fc.record(
  {
    verbs: fc.array(fc.constantFrom('get', 'list', '*'), { maxLength: 3 }),
    count: fc.nat(5),
    path: fc.constantFrom('/', '/var'),
  },
  { requiredKeys: [] },
);

describe('an extent', () => {
  test('is within itself, whatever the order of its lists', () => {
    fc.assert(
      fc.property(extent, (one) => {
        const turned = Object.fromEntries(
          Object.entries(one).map(([key, value]) => [key, isJsonList(value) ? value.toReversed() : value]),
        );
        expect([isWithin(one, one), isWithin(turned, one)]).toEqual([true, true]);
      }),
    );
  });

  test('that is within another one that is within a third is within the third', () => {
    fc.assert(
      fc.property(extent, extent, extent, (a, b, c) => {
        fc.pre(isWithin(a, b) && isWithin(b, c));
        expect(isWithin(a, c)).toBe(true);
      }),
    );
  });

  test.each<[string, JsonObject, JsonObject, boolean]>([
    ['fewer items', { verbs: ['get'] }, { verbs: ['list', 'get'] }, true],
    ['another item', { verbs: ['get', 'watch'] }, { verbs: ['get'] }, false],
    ['items that * covered before', { verbs: ['get'] }, { verbs: ['*'] }, true],
    ['* for single items', { verbs: ['*'] }, { verbs: ['get', 'list'] }, false],
    ['a smaller number', { count: 1 }, { count: 2 }, true],
    ['a larger number', { count: 3 }, { count: 2 }, false],
    ['another text, even a longer path', { path: '/var/run' }, { path: '/var' }, false],
    ['a key that was not there', { verbs: [], count: 0 }, { verbs: [] }, false],
    ['a list that grew inside a map', { rule: { verbs: ['get', 'list'] } }, { rule: { verbs: ['get'] } }, false],
    ['a key named __proto__', JSON.parse('{"__proto__": 1}') as JsonObject, {}, false],
    ['a folder below', { host_paths: { read: ['/var/log'] } }, { host_paths: { read: ['/var/'] } }, true],
    ['a folder below the root', { host_paths: { read: ['/var/log'] } }, { host_paths: { read: ['/'] } }, true],
    [
      "another runtime's socket",
      { host_paths: { written: ['/run/containerd/containerd.sock'] } },
      { host_paths: { written: ['/var/run/docker.sock'] } },
      true,
    ],
    [
      "a socket of NRI in the place of containerd's, in a list",
      { host_paths: ['/run/nri/nri.sock'] },
      { host_paths: ['/run/containerd/containerd.sock'] },
      true,
    ],
    [
      "a socket's folder",
      { host_paths: { read: ['/run/containerd'] } },
      { host_paths: { read: ['/run/docker.sock'] } },
      false,
    ],
    ['/run, that nodes link', { host_paths: { read: ['/run/a'] } }, { host_paths: { read: ['/var/run'] } }, true],
    ['a link out of a folder', { host_paths: { read: ['/var/run'] } }, { host_paths: { read: ['/var'] } }, false],
    ["a process's root", { host_paths: { read: ['/proc/1/root'] } }, { host_paths: { read: ['/proc'] } }, false],
    ["a process's folder", { host_paths: { read: ['/proc/self/cwd'] } }, { host_paths: { read: ['/proc'] } }, false],
    [
      "a process's root, where all is read",
      { host_paths: { read: ['/proc/1/root'] } },
      { host_paths: { read: ['/'] } },
      true,
    ],
    ['a folder above', { host_paths: { read: ['/'] } }, { host_paths: { read: ['/var'] } }, false],
    ['a folder with a longer name', { host_paths: { read: ['/variable'] } }, { host_paths: { read: ['/var'] } }, false],
    ['a way out of a folder', { host_paths: { read: ['/var/../etc'] } }, { host_paths: { read: ['/var'] } }, false],
    ['a folder of another kind', { host_paths: { written: ['/var'] } }, { host_paths: { read: ['/var'] } }, false],
    ['another type', { count: '1' }, { count: 1 }, false],
  ])('with %s reaches no further: %j in %j is %s', (_, head, base, within) => {
    expect(isWithin(head, base)).toBe(within);
  });
});
