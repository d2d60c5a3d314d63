/** Makes problems of refused fetches of charts. */
import { type Lines, type Problem } from '../../model/problem.ts';
import { problemCodeOf, type Refusal } from '../../fetch/refusal.ts';

/** Why a remote chart could not be fetched. */
export function refusedChart(source: string, refusal: Refusal, place: Lines): Problem {
  const { code, message } = refusal;
  return problemAt(source, problemCodeOf(code), `${message}${howToAllow(refusal)}`, place);
}

/** Only suggests to allow a host that the repository names, never one that only a server named. */
function howToAllow({ code, host, message }: Refusal): string {
  const isOwn = code === 'host-not-allowed' && message.includes(`${host} is not on the list`);
  return isOwn ? ' Add it to fetch.hosts in .github/plimsoll.yaml to allow it.' : '';
}

/** The same for a dependency, which could also be committed. */
export function refusedDependency(source: string, refusal: Refusal, place: Lines): Problem {
  const problem = refusedChart(source, refusal, place);
  if (refusal.code !== 'host-not-allowed') return problem;
  return { ...problem, code: 'chart-dependency-missing' };
}

export function problemAt(source: string, code: Problem['code'], message: string, place: Lines): Problem {
  return { stage: 'render', code, subject: source, message, place };
}
