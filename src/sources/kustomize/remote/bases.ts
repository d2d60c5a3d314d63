/** Fetches remote bases of kustomizations once each, within a budget. */
import { fileLabel, repositoryLabel, type RepositoryReference } from '../../../fetch/base-reference.ts';
import { type BaseFetcher, type FetchedFiles } from '../../../fetch/fetcher.ts';
import { type Refusal } from '../../../fetch/refusal.ts';
import { type FetchBudget, spending } from '../../remote/fetch-budget.ts';

/** Fetches what kustomizations take from elsewhere. Each is fetched and unpacked once. */
export interface Bases {
  /** A single file; its name in `files` is empty. */
  readonly file: (url: string) => Promise<FetchedFiles | Refusal>;
  readonly repository: (reference: RepositoryReference) => Promise<FetchedFiles | Refusal>;
}

export interface BasesOptions {
  readonly fetcher: BaseFetcher;
  readonly budget: FetchBudget;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

export function openBases({ fetcher, budget, now }: BasesOptions): Bases {
  const known = new Map<string, Promise<FetchedFiles | Refusal>>();
  const within = spending(budget, 'bases', now);
  const once = (key: string, label: string, fetch: () => Promise<FetchedFiles | Refusal>) => {
    const answer = known.get(key) ?? within(label, fetch);
    known.set(key, answer);
    return answer;
  };
  return {
    file: (url) => once(url, fileLabel(url), () => fetcher.file(url)),
    repository: (reference) => {
      const { origin, repository, ref } = reference;
      const key = JSON.stringify([origin, repository, ref]);
      return once(key, repositoryLabel(reference), () => fetcher.repository(reference));
    },
  };
}

/** For runs that fetch nothing. */
export const noBases: Bases = {
  file: (url) => Promise.resolve(refusedAll(fileLabel(url))),
  repository: (reference) => Promise.resolve(refusedAll(repositoryLabel(reference))),
};

function refusedAll(label: string): Refusal {
  return {
    ok: false,
    code: 'offline',
    chart: label,
    host: '',
    message: `${label} was not fetched: fetching is disabled.`,
  };
}
