/** Links to files, rule pages and the run, from the environment of a workflow run. */
import { repository as ownRepository, version } from '../foundation/version.ts';
import { type Rule } from '../model/rule.ts';
import { type Links, gitHubLinks, noLinks } from '../report/links.ts';
import { type PublishedRepository, publishedIn, rulePages } from '../report/rule-pages.ts';
import type { Subject } from './event.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `owner/name` of the repository that the workflow runs for. */
export function gitHubRepository(env: Environment): { readonly owner: string; readonly repo: string } | null {
  const [owner = '', repo = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  return owner === '' || repo === '' ? null : { owner, repo };
}

/** Links to the files at head, and to the rule pages in the repository and at the ref of the action that runs. */
export function linksOf(env: Environment, subject: Subject, rules: readonly Rule[]): Links {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: checkedOut } = env;
  const commit = subject.head ?? checkedOut;
  const rule = rulePages(publishedFor(env), rules);
  if (server === undefined || repository === undefined || commit === undefined) return { ...noLinks, rule };
  return gitHubLinks({ server, repository, commit }, rule);
}

/**
 * A step that runs from the checkout (`uses: ./`) has no action repository. The program's own repository is used
 * instead.
 */
function publishedFor({
  GITHUB_SERVER_URL: server,
  GITHUB_ACTION_REPOSITORY: repository = '',
  GITHUB_ACTION_REF: ref = '',
}: Environment): PublishedRepository | null {
  if (server === undefined || repository === '' || ref === '') return publishedIn(ownRepository, version);
  return { server, repository, ref };
}

/** The page of this run, which shows the job summary. Null outside of GitHub Actions. */
export function runPage({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }: Environment) {
  if (server === undefined || repository === undefined || run === undefined) return null;
  return `${server}/${repository}/actions/runs/${run}`;
}
