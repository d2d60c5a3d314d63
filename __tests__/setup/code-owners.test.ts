import { expect, test } from 'vitest';
import { parseCodeOwners } from '../../src/setup/code-owners.ts';

const file = '.github/workflows/plimsoll.yml';

/** The examples of docs.github.com, about code owners, and what it says of them. */
test.each([
  ['* @global', ['@global']],
  ['*.yml @yaml # inline comment', ['@yaml']],
  ['/.github/ @octo-org/owners me@example.com', ['@octo-org/owners', 'me@example.com']],
  ['.github @a', ['@a']],
  ['workflows/ @a', ['@a']],
  ['/workflows/ @a', []],
  ['.github/* @a', []],
  ['.github/workflows/* @a', ['@a']],
  ['**/plimsoll.yml @a', ['@a']],
  ['* @first\n/.github/ @last', ['@last']],
  ['/.github/ @first\n*', []],
  ['# * @a', []],
  ['!/.github/ @a', []],
  ['* nobody', []],
  ['', []],
])('%j gives the workflow the owners %j', (text, owners) => {
  expect(parseCodeOwners('CODEOWNERS', text).of(file)).toEqual(owners);
});
