import { messageOf } from '../../foundation/errors.ts';
import { Refused } from '../refusal.ts';

/** What a server's or a network's passing weakness looks like. */
const PASSING = new Set(['ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Why a connection or a body came to nothing, in our terms. */
export function interrupted(url: URL, thrown: unknown): Refused {
  if (thrown instanceof Refused) return thrown;
  const code = codeOf(thrown);
  // Several addresses were tried: the error is of all of them, and says nothing itself.
  const reason = messageOf(thrown) === '' ? code : messageOf(thrown);
  return new Refused('unreachable', `${url.host} can't be reached (${reason})`, PASSING.has(code));
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}
