/** Reads a repository's settings on GitHub, as far as a token may. */
import { z } from 'zod';
import { type RepositoryAddress } from '../repository.ts';
import { type Answered, type Ask } from './ask.ts';

/** A value, or why it is not known. */
export type Told<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** A check that must pass before a merge. */
export interface RequiredCheck {
  readonly context: string;
  /** The app that must report it; null: any. */
  readonly app: number | null;
}

/** A workflow that a ruleset requires. */
export interface RequiredWorkflow {
  readonly path: string;
  readonly repository: number;
}

/** What holds for the default branch. */
export interface BranchRules {
  readonly checks: readonly RequiredCheck[];
  readonly workflows: readonly RequiredWorkflow[];
  readonly hasMergeQueue: boolean;
  readonly needsCodeOwners: boolean;
  readonly needsResolvedConversations: boolean;
}

export interface GitHubSettings {
  readonly branch: string;
  readonly isPrivate: boolean;
  /** What the token may do here by GitHub's answer; null if it does not say. */
  readonly mayPush: boolean | null;
  /** The scopes of a classic token; null for all others. */
  readonly scopes: readonly string[] | null;
  /** Of all rulesets that apply, active ones only. */
  readonly rules: Told<BranchRules>;
  /** Of the branch's classic protection. */
  readonly protection: Told<readonly RequiredCheck[]>;
}

const Repository = z.object({
  default_branch: z.string(),
  private: z.boolean(),
  permissions: z.object({ push: z.boolean().optional() }).optional(),
});

const Rule = z.object({ type: z.string(), parameters: z.looseObject({}).optional() });

const StatusChecks = z.object({
  required_status_checks: z.array(z.object({ context: z.string(), integration_id: z.number().nullish() })),
});

const Workflows = z.object({ workflows: z.array(z.object({ path: z.string(), repository_id: z.number() })) });

const PullRequestRule = z.object({
  require_code_owner_review: z.boolean().optional(),
  required_review_thread_resolution: z.boolean().optional(),
});

const Branch = z.object({
  protection: z
    .object({
      required_status_checks: z
        .object({
          contexts: z.array(z.string()),
          checks: z.array(z.object({ context: z.string(), app_id: z.number().nullish() })).optional(),
        })
        .nullish(),
    })
    .optional(),
});

/** The settings; null with the answer if the repository itself can't be read. */
export async function readSettings(
  ask: Ask,
  { owner, name }: RepositoryAddress,
): Promise<{ readonly settings: GitHubSettings | null; readonly answer: Answered }> {
  const values = { owner, repo: name };
  const answer = await ask('/repos/{owner}/{repo}', values);
  const repository = Repository.safeParse(answer.body);
  if (answer.status !== 200 || !repository.success) return { settings: null, answer };
  const branch = repository.data.default_branch;
  const [rules, protection] = await Promise.all([
    rulesOf(ask, { ...values, branch }),
    protectionOf(ask, { ...values, branch }),
  ]);
  const scopes = answer.headers['x-oauth-scopes'];
  const settings = {
    branch,
    isPrivate: repository.data.private,
    mayPush: repository.data.permissions?.push ?? null,
    scopes:
      scopes === undefined
        ? null
        : String(scopes)
            .split(/,\s*/)
            .filter((scope) => scope !== ''),
    rules,
    protection,
  };
  return { settings, answer };
}

type BranchValues = Readonly<Record<'owner' | 'repo' | 'branch', string>>;

/** Maximum number of rules in a page, and of pages. */
const perPage = 100;
const mostPages = 10;

async function rulesOf(ask: Ask, values: BranchValues): Promise<Told<BranchRules>> {
  const all: z.infer<typeof Rule>[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await ask('/repos/{owner}/{repo}/rules/branches/{branch}', { ...values, per_page: perPage, page });
    const rules = z.array(Rule).safeParse(answer.body);
    if (answer.status !== 200 || !rules.success) return { known: false, why: whyNot(answer) };
    all.push(...rules.data);
    if (rules.data.length < perPage) break;
  }
  const of = <T>(type: string, parameters: z.ZodType<T>): T[] =>
    all.filter((rule) => rule.type === type).flatMap((rule) => parameters.safeParse(rule.parameters).data ?? []);
  const pulls = of('pull_request', PullRequestRule);
  return {
    known: true,
    value: {
      checks: of('required_status_checks', StatusChecks).flatMap(({ required_status_checks: checks }) =>
        checks.map(({ context, integration_id: app }) => ({ context, app: app ?? null })),
      ),
      workflows: of('workflows', Workflows).flatMap(({ workflows }) =>
        workflows.map(({ path, repository_id: repository }) => ({ path, repository })),
      ),
      hasMergeQueue: all.some(({ type }) => type === 'merge_queue'),
      needsCodeOwners: pulls.some((rule) => rule.require_code_owner_review === true),
      needsResolvedConversations: pulls.some((rule) => rule.required_review_thread_resolution === true),
    },
  };
}

async function protectionOf(ask: Ask, values: BranchValues): Promise<Told<readonly RequiredCheck[]>> {
  const answer = await ask('/repos/{owner}/{repo}/branches/{branch}', values);
  const branch = Branch.safeParse(answer.body);
  if (answer.status !== 200 || !branch.success) return { known: false, why: whyNot(answer) };
  const { contexts = [], checks } = branch.data.protection?.required_status_checks ?? {};
  return {
    known: true,
    value:
      checks === undefined
        ? contexts.map((context) => ({ context, app: null }))
        : // -1 lets any app report it, as null does.
          checks.map(({ context, app_id: app }) => ({ context, app: app === -1 ? null : (app ?? null) })),
  };
}

/** Why an answer says nothing, in a clause. */
export function whyNot({ status, body }: Answered): string {
  if (status === null) return String(body);
  const said = z.object({ message: z.string() }).safeParse(body);
  return `GitHub answered ${status}${said.success ? ` (${said.data.message})` : ''}`;
}
