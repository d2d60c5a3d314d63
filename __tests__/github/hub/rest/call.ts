/** What a REST operation gets and gives. */
import type { Setting } from '../discussion.ts';
import { isSeen, Refusal, type Token } from '../permissions.ts';
import type { Pull, Repository } from '../state.ts';
import type { Shapes } from './shapes.ts';

export interface Call {
  readonly setting: Setting;
  readonly shapes: Shapes;
  readonly token: Token | null;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** As the contract describes it: it was validated before. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Says that what was asked is something the hub does not play. */
  readonly fault: (what: string) => void;
}

/** `items` are answered in pages. */
export type Answer =
  { readonly status: number; readonly body: unknown } | { readonly status: number; readonly items: readonly unknown[] };

export type Operation = (call: Call) => Answer;

/** Operations by method and pattern, as GitHub describes them: `GET /repos/{owner}/{repo}`. */
export type Operations = Readonly<Record<string, Operation>>;

/** @throws {Refusal} if it does not exist, or the token does not see it. */
export function repositoryOf({ setting, params, token }: Call): Repository {
  const repository = setting.state.repository(params['owner'] ?? '', params['repo'] ?? '');
  if (repository === undefined || !isSeen(token, repository)) throw notFound();
  return repository;
}

/** @throws {Refusal} */
export function pullOf(call: Call): Pull {
  const number = Number(call.params['pull_number'] ?? call.params['issue_number']);
  const pull = repositoryOf(call).pulls.find((one) => one.number === number);
  if (pull === undefined) throw notFound();
  return pull;
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
