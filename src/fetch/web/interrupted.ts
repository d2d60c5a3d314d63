/** Turns network errors into refusals, and tells which may pass. */
import { messageOf } from '../../foundation/errors.ts';
import { Refused } from '../refusal.ts';

/** Error codes of temporary failures of a server or network. */
const PASSING = new Set(['ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Converts an error of a connection or body. */
export function interrupted(url: URL, thrown: unknown): Refused {
  if (thrown instanceof Refused) return thrown;
  const code = codeOf(thrown);
  // Where several addresses were tried, the error is an aggregate without a message.
  const reason = messageOf(thrown) === '' ? code : messageOf(thrown);
  return new Refused('unreachable', `${url.host} cannot be reached (${reason})`, PASSING.has(code));
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}
