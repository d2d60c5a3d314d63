/** Shows a token to a git server, in one process and in no configuration. */
import { type GitSetting } from './run-git.ts';

/**
 * The header that shows a token to an address, as actions/checkout writes it. The empty entry drops headers of the
 * configuration. Empty without a token, and for other protocols than HTTP.
 */
export function authorizationFor(address: string, token: string | null): GitSetting[] {
  if (token === null || !/^https?:/.test(address)) return [];
  const key = `http.${address}.extraheader`;
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return [
    [key, ''],
    [key, `AUTHORIZATION: basic ${basic}`],
  ];
}
