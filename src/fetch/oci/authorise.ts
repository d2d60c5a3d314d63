/** Answers a registry's authentication challenge. */
import { z } from 'zod';
import { basicHeader, type Credential } from '../credentials/credential.ts';
import { Refused } from '../refusal.ts';
import { allowing, type AllowedHosts } from '../web/allowed-hosts.ts';
import { type Web } from '../web/web.ts';
import { parseJson } from './parse-json.ts';
import { type Challenge, parseChallenges } from './challenge.ts';

export interface Door {
  readonly web: Web;
  readonly hosts: AllowedHosts;
  /** Origin of the registry. */
  readonly origin: string;
  readonly repository: string;
  readonly credential: Credential | null;
  readonly signal: AbortSignal;
}

/** Docker's registry has a separate token server, which belongs to it. */
const TOKEN_SERVERS: ReadonlyMap<string, string> = new Map([
  ['https://registry-1.docker.io', 'https://auth.docker.io'],
]);

const TOKEN_BYTES = 1024 * 1024;
const tokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/**
 * The Authorization header that a registry's 401 requires (distribution specification, token authentication).
 *
 * @throws {Refused} where there is none.
 */
export async function authorise(door: Door, wwwAuthenticate: string): Promise<string> {
  const challenges = parseChallenges(wwwAuthenticate);
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  if (bearer !== undefined) return `Bearer ${await tokenFor(door, bearer)}`;
  const basic = challenges.some(({ scheme }) => scheme === 'basic') ? basicHeader(door.credential) : null;
  if (basic === null) throw unauthorised(door);
  return basic;
}

/** The end of a sentence about a registry that refused access, with the reason. */
export function unauthorised({ origin, credential }: Pick<Door, 'origin' | 'credential'>): Refused {
  const { host } = new URL(origin);
  if (credential === null) return new Refused('unauthorised', `${host} requires a login, and none is known for it`);
  const why = credential.kind === 'basic' ? 'the known login was not accepted' : credential.why;
  return new Refused('unauthorised', `${host} requires a login: ${why}`);
}

async function tokenFor(door: Door, { parameters }: Challenge): Promise<string> {
  const realm = parameters.get('realm') ?? '';
  if (!URL.canParse(realm))
    throw new Refused('answer-invalid', `${new URL(door.origin).host} does not name a token server`);
  const url = new URL(realm);
  url.searchParams.set('service', parameters.get('service') ?? '');
  url.searchParams.set('scope', parameters.get('scope') ?? `repository:${door.repository}:pull`);
  // The password is only sent to the registry itself or to allowed hosts; other token servers are asked anonymously.
  const trusted = url.origin === door.origin || allowing(door.hosts, url) !== null;
  const known = TOKEN_SERVERS.get(door.origin) === url.origin;
  const answer = await door.web.get({
    url,
    headers: { accept: 'application/json' },
    authorization: trusted || known ? basicHeader(door.credential) : null,
    reach: trusted ? 'allowed' : 'public',
    redirectReach: 'allowed',
    limit: { bytes: TOKEN_BYTES, what: 'the token' },
    expand: true,
    signal: door.signal,
  });
  if (answer.status !== 200) throw unauthorised(door);
  const { token, access_token } = parseJson(tokenAnswer, answer.bytes, `the token of ${url.host}`);
  const text = token ?? access_token ?? '';
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Refused('answer-invalid', `${url.host} did not return a token`);
  return text;
}
