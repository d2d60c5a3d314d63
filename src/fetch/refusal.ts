import { type ProblemCode } from '../model/problem.ts';

/** Why a chart was not fetched, or an archive not unpacked. */
export type RefusalCode =
  | 'reference-invalid' // the repository's own words name no address or chart
  | 'host-not-allowed' // not on the allow-list, or not by https
  | 'private-address' // an address that is not public, by name, DNS or redirect
  | 'offline'
  | 'not-found' // no such chart, or no version that fits
  | 'unauthorised'
  | 'unreachable' // no DNS, no connection, no trust in the certificate
  | 'timed-out'
  | 'answer-invalid' // a status or a document that the protocol does not know
  | 'too-large'
  | 'digest-mismatch'
  | 'archive-invalid';

/** A chart that was not had, as a value. */
export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  /** Name and wanted version. */
  readonly chart: string;
  /** With its port if one is named; empty where the reference names none. */
  readonly host: string;
  /** One sentence that names chart and host. Nothing secret: no credentials, no signed addresses. */
  readonly message: string;
}

/** Thrown inside `src/fetch` alone, where a stream has to be left from the midst of it; it leaves as a {@link Refusal}. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: RefusalCode;
  /** Whether asking again may help. */
  readonly passing: boolean;

  /** @param why the end of a sentence: "the index has no chart web". */
  constructor(code: RefusalCode, why: string, passing = false) {
    super(why);
    this.code = code;
    this.passing = passing;
  }
}

/** What was thrown as a refusal. @throws what is not one: a fault of ours. */
export function refusalOf(thrown: unknown, chart: string, host: string): Refusal {
  if (!(thrown instanceof Refused)) throw thrown;
  const from = host === '' ? '' : ` from ${host}`;
  return { ok: false, code: thrown.code, chart, host, message: `${chart} was not fetched${from}: ${thrown.message}.` };
}

/** What the report calls it: not wanted, not possible, or not to be trusted. */
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
