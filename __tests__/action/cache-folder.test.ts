import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../src/action/cache-folder.ts';
import { ConfigurationError } from '../../src/foundation/errors.ts';
import { temporaryFolder } from '../snapshot/temporary.ts';

const env = { RUNNER_TEMP: '/runner/temp', GITHUB_WORKSPACE: '/runner/checkout' };

describe('the folder for fetched charts', () => {
  it('is none without the input', () => {
    expect(cacheFolder('', env)).toBeNull();
  });

  it.each([
    ['plimsoll', '/runner/temp/plimsoll'],
    ['/runner/checkouts', '/runner/checkouts'],
  ])('that %s names is outside of the checkout', (input, folder) => {
    expect(cacheFolder(input, env)).toBe(folder);
  });

  it.each([
    '/runner/checkout',
    '/runner/checkout/.cache',
    '../checkout/..cache',
    join('/runner/checkout', '..', 'checkout', 'a'),
  ])('is refused at %s, where a pull request could bring it along', (input) => {
    expect(() => cacheFolder(input, env)).toThrow(ConfigurationError);
  });

  it('is refused where a link leads into the checkout', () => {
    const checkout = temporaryFolder();
    const temporary = temporaryFolder();
    symlinkSync(checkout, join(temporary, 'linked'));

    expect(() => cacheFolder('linked/cache', { RUNNER_TEMP: temporary, GITHUB_WORKSPACE: checkout })).toThrow(
      ConfigurationError,
    );
  });
});
