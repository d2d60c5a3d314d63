import { repository as ownRepository, version } from '../foundation/version.ts';
import { type Rule } from '../model/rule.ts';
import { type Links, gitHubLinks, noLinks } from '../report/links.ts';
import { type Published, publishedIn, rulePages } from '../report/rule-pages.ts';
import type { Subject } from './event.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `owner/name` of the repository that the workflow runs for. */
export function gitHubRepository(env: Environment): { readonly owner: string; readonly repo: string } | null {
  const [owner = '', repo = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  return owner === '' || repo === '' ? null : { owner, repo };
}

/** Links to the files at head, and to the pages of rules in the repository that the action comes from, as it is run. */
export function linksOf(env: Environment, subject: Subject, rules: readonly Rule[]): Links {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: checkedOut } = env;
  const commit = subject.head ?? checkedOut;
  const rule = rulePages(publishedFor(env), rules);
  if (server === undefined || repository === undefined || commit === undefined) return { ...noLinks, rule };
  return gitHubLinks({ server, repository, commit }, rule);
}

/** A step that runs from the checkout (`uses: ./`) has no repository of its own: then the program says where it is from. */
function publishedFor({
  GITHUB_SERVER_URL: server,
  GITHUB_ACTION_REPOSITORY: repository = '',
  GITHUB_ACTION_REF: ref = '',
}: Environment): Published | null {
  if (server === undefined || repository === '' || ref === '') return publishedIn(ownRepository, version);
  return { server, repository, ref };
}

/** The page of this run, where the job's summary stands. */
export function runPage({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }: Environment) {
  if (server === undefined || repository === undefined || run === undefined) return null;
  return `${server}/${repository}/actions/runs/${run}`;
}
