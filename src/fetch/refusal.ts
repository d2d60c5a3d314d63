/** Why a chart or base was not fetched, as a value and as a thrown error. */
import { type ProblemCode } from '../model/problem.ts';

/** Why a chart was not fetched, or an archive not unpacked. */
export type RefusalCode =
  | 'reference-invalid' // the reference has no valid address or chart name
  | 'host-not-allowed' // not on the allow-list, or not https
  | 'private-address' // an address that is not public, by name, DNS or redirect
  | 'offline'
  | 'not-found' // no such chart, or no version that matches
  | 'unauthorised'
  | 'unreachable' // no DNS entry, no connection, or no valid certificate
  | 'timed-out'
  | 'answer-invalid' // a status or document that the protocol does not define
  | 'too-large'
  | 'digest-mismatch'
  | 'archive-invalid';

/** A failed fetch, as a value. */
export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  /** Name and requested version. */
  readonly chart: string;
  /** With a port if one is named; empty where the reference has no host. */
  readonly host: string;
  /** One sentence that names chart and host, without secrets: no credentials, no signed addresses. */
  readonly message: string;
}

/** Only thrown inside `src/fetch`, to leave a stream from within; converted to a {@link Refusal} at its border. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: RefusalCode;
  /** Whether a retry may help. */
  readonly passing: boolean;

  /** @param why the end of a sentence: "the index has no chart web". */
  constructor(code: RefusalCode, why: string, passing = false) {
    super(why);
    this.code = code;
    this.passing = passing;
  }
}

/** Converts a thrown {@link Refused} to a refusal. @throws any other error, which is an internal one. */
export function refusalOf(thrown: unknown, chart: string, host: string): Refusal {
  if (!(thrown instanceof Refused)) throw thrown;
  const from = host === '' ? '' : ` from ${host}`;
  return { ok: false, code: thrown.code, chart, host, message: `${chart} was not fetched${from}: ${thrown.message}.` };
}

/** The problem code of the report: not allowed, not possible, or not safe. */
export function problemCodeOf(code: RefusalCode): ProblemCode {
  switch (code) {
    case 'host-not-allowed':
    case 'private-address':
    case 'offline':
    case 'reference-invalid':
      return 'remote-refused';
    case 'too-large':
    case 'digest-mismatch':
    case 'archive-invalid':
      return 'archive-refused';
    case 'not-found':
    case 'unauthorised':
    case 'unreachable':
    case 'timed-out':
    case 'answer-invalid':
      return 'fetch-failed';
  }
}
