import { describe, it } from 'vitest';
import { ask, query } from './asking.ts';
import { hub, PULL, BOT, review, expectViolation } from './shop.ts';

describe('what is asked wrongly is found', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a path that GitHub does not have',
      () => ask(hub, BOT, 'GET', '/repos/shop/deploy/nothing'),
      /knows no such operation/,
    ],
    [
      'a parameter that it does not know',
      () => ask(hub, BOT, 'GET', `${PULL}/files?size=3`),
      /unknown in the query: size/,
    ],
    [
      'a property that it does not know',
      () => review([{ path: 'a.txt', line: 3, body: 'x', subject: 'file' }]),
      /additional properties/,
    ],
    ['pages that are too large', () => ask(hub, BOT, 'GET', `${PULL}/files?per_page=101`), /100 at most/],
    ['a pending review', () => ask(hub, BOT, 'POST', `${PULL}/reviews`, { body: 'x' }), /pending/],
    ['a field that GraphQL does not have', () => query(hub, BOT, '{ viewer { name2 } }'), /Cannot query field "name2"/],
    ['a field that the hub does not play', () => query(hub, BOT, '{ viewer { bio } }'), /does not play User.bio/],
    [
      'a list without a size',
      () =>
        query(
          hub,
          BOT,
          '{ repository(owner: "shop", name: "deploy") { pullRequest(number: 7) { comments { totalCount } } } }',
        ),
      /provide a `first` or `last`/,
    ],
    [
      'a list that is too long',
      () =>
        query(
          hub,
          BOT,
          '{ repository(owner: "shop", name: "deploy") { pullRequest(number: 7) { comments(first: 101) { totalCount } } } }',
        ),
      /exceeds the `first` limit of 100/,
    ],
    [
      'more nodes than 500,000',
      () =>
        query(
          hub,
          BOT,
          'query($n: Int!) { repository(owner: "shop", name: "deploy") { pullRequest(number: 7) { reviews(first: $n) { nodes { comments(first: $n) { nodes { pullRequest { comments(first: $n) { totalCount } } } } } } } } }',
          { n: 100 },
        ),
      /1010100 possible nodes/,
    ],
  ])('%s', async (_, act, violation) => {
    expectViolation(violation);
    await act();
  });
});
