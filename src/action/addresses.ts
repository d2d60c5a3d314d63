import { type Links, encodePath, gitHubLinks, noLinks } from '../report/links.ts';
import type { Subject } from './event.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `owner/name` of the repository that the workflow runs for. */
export function repositoryOf(env: Environment): { readonly owner: string; readonly repo: string } | null {
  const [owner = '', repo = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  return owner === '' || repo === '' ? null : { owner, repo };
}

/** Links to the files at head, and to the pages of rules in the repository that the action comes from. */
export function linksOf(env: Environment, subject: Subject): Links {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: checkedOut } = env;
  const commit = subject.head ?? checkedOut;
  if (server === undefined || repository === undefined || commit === undefined) return noLinks;
  return gitHubLinks({ server, repository, commit }, rulePages(env));
}

function rulePages({
  GITHUB_SERVER_URL: server,
  GITHUB_ACTION_REPOSITORY: action,
  GITHUB_ACTION_REF: ref,
}: Environment) {
  return (id: string): string | null => {
    if (server === undefined || (action ?? '') === '' || (ref ?? '') === '') return null;
    return `${server}/${action ?? ''}/blob/${ref ?? ''}/docs/rules/${encodePath(id)}.md`;
  };
}

/** The page of this run, where the job's summary stands. */
export function runPage({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }: Environment) {
  if (server === undefined || repository === undefined || run === undefined) return null;
  return `${server}/${repository}/actions/runs/${run}`;
}
