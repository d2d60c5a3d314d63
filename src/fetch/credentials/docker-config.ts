/** Reads the logins in Docker's config.json. */
import { withoutSlashes } from '../../foundation/text/without-slashes.ts';
import { z } from 'zod';
import { registryHost } from '../web/allowed-hosts.ts';
import { type Credential, type KnownCredential } from './credential.ts';

const entry = z.looseObject({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
});

/** Docker's config.json. Helm's registry/config.json has the same format. */
const dockerConfig = z.looseObject({
  auths: z.record(z.string(), entry).default({}),
  credHelpers: z.record(z.string(), z.string()).default({}),
  credsStore: z.string().optional(),
});

/** @returns null where it is not such a file. */
export function parseDockerConfig(text: string): KnownCredential[] | null {
  const parsed = dockerConfig.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  const { auths, credHelpers, credsStore } = parsed.data;
  const helped = Object.entries(credHelpers).map(([key, helper]) => ({ ...placeOf(key), credential: program(helper) }));
  const written = Object.entries(auths).map(([key, auth]) => ({
    ...placeOf(key),
    credential: credentialOf(auth) ?? program(credsStore ?? null),
  }));
  return [...helped, ...written];
}

/** Keys are hosts, hosts with a path, or addresses of an old API version: `https://index.docker.io/v1/`. */
function placeOf(key: string): { host: string; path: string } {
  const [host = '', ...path] = withoutSlashes(key.replace(/^https?:\/\//, '')).split('/');
  const below = path.join('/');
  return { host: registryHost(host.toLowerCase()), path: /^(v[12])?$/.test(below) ? '' : `/${below}` };
}

function credentialOf(auth: z.infer<typeof entry>): Credential | null {
  if (auth.identitytoken !== undefined && auth.identitytoken !== '') {
    return { kind: 'unusable', why: 'the identity token in the configuration is not supported' };
  }
  const decoded = Buffer.from(auth.auth ?? '', 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon > 0) return { kind: 'basic', user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
  const { username = '', password = '' } = auth;
  return username === '' ? null : { kind: 'basic', user: username, password };
}

/** The configuration names a credential program for docker; we do not run it. */
function program(name: string | null): Credential {
  const which =
    name === null
      ? 'the configuration has no password for it'
      : `docker-credential-${name} is a program, which is not run`;
  return { kind: 'unusable', why: which };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not a valid file; the parser's error message would quote it
  }
}
