/** Posts a report in its pull request: comments that live, and one summary. */
import { count } from '../report/labels.ts';
import type { Context } from '../report/remark-markdown.ts';
import { attempt, carryOut, type ToldSoFar } from './carry-out.ts';
import { type Octokit, type PullRequestName, statusOf } from './client.ts';
import { type Abilities, type Life, lifeOf, type Wish } from './life.ts';
import { type SaidOfFinding } from './mark.ts';
import { oursIn, type Standing } from './ours.ts';
import { type PublishPlan } from './plan.ts';
import { readState, UnknownAnswer } from './read-state.ts';
import { type PullRequestState } from './state.ts';
import { summaryBody } from './summary.ts';
import { type PullRequestWriting, writingTo } from './write.ts';

export interface Publication {
  readonly plan: PublishPlan;
  readonly pull: PullRequestName;
  /** The commit that was reviewed. */
  readonly commit: string;
  readonly context: Context;
  /** A phrase that says where the full report is. */
  readonly elsewhere: string;
  /** The input `id`. */
  readonly instance: string;
  /** The input `settle`. */
  readonly settle: Abilities['settle'];
  /** Whether something could not be checked. */
  readonly isPartial: boolean;
  /** Commits and addresses that differ from run to run. */
  readonly passing: readonly string[];
}

/** How much of the report the pull request says now, and why not all of it. `isRefused`: the token may not write. */
export interface Posting {
  readonly posted: 'all' | 'part' | 'none';
  /** A sentence without a final period; null if there is nothing to explain. */
  readonly why: string | null;
}

/**
 * Maximum number of times that the state is read and what is missing is written. Once is enough; after a fault of the server it is read again,
 * because what it took is not known.
 */
const mostRounds = 5;

/**
 * Reads what stands, writes what is missing, and reads again until nothing is missing. Never throws: what could not be posted is
 * part of the result. Posting the same report again writes nothing.
 */
export async function post(octokit: Octokit, publication: Publication): Promise<Posting> {
  const told: ToldSoFar = { written: 0, refused: [] };
  try {
    for (let round = 0; round < mostRounds; round += 1) {
      const state = await readState(octokit, publication.pull);
      const why = whyNot(state, publication);
      if (why !== null) return { posted: told.written > 0 ? 'part' : 'none', why };
      const isDone = await writeMissing(writingTo(octokit, publication.pull), state, publication, told);
      if (isDone) return allBut(told.refused);
    }
    return { posted: 'part', why: 'GitHub answered with errors again and again' };
  } catch (thrown) {
    return { posted: told.written > 0 ? 'part' : 'none', why: reasonOf(thrown) };
  }
}

function whyNot({ head, isOpen }: PullRequestState, { commit }: Publication): string | null {
  if (!isOpen) return 'the pull request is closed';
  return head === commit
    ? null
    : `the pull request is at ${head.slice(0, 10)} by now, and this run reviewed ${commit.slice(0, 10)}`;
}

function allBut(refused: readonly SaidOfFinding[]): Posting {
  if (refused.length === 0) return { posted: 'all', why: null };
  return { posted: 'part', why: `GitHub did not take a comment for ${count(refused.length, 'finding')}` };
}

/** One round. Resolves to whether nothing was missing, and nobody else can have written the same at once. */
async function writeMissing(
  writing: PullRequestWriting,
  state: PullRequestState,
  publication: Publication,
  told: ToldSoFar,
): Promise<boolean> {
  const { plan, commit, instance, settle } = publication;
  const standing = oursIn(state, instance, plan.report.findings);
  const wish = wishOf(publication, standing, told);
  const life = lifeOf(wish, standing, { settle, mustBeResolved: false });
  const isAsked = settle === 'auto' && life.actions.some((one) => one.kind === 'settle' && one.ending !== 'resolve');
  const mustBeResolved = isAsked && (await writing.mustBeResolved(state.base).catch(() => false));
  const decided = mustBeResolved ? lifeOf(wish, standing, { settle, mustBeResolved }) : life;
  const isComplete = await carryOut(writing, commit, decided.actions, told);
  return isComplete && (await writeSummary(writing, standing, decided, publication, told));
}

function wishOf(
  { plan, commit, instance, isPartial, passing }: Publication,
  { summary }: Standing,
  told: ToldSoFar,
): Wish {
  const remembered = summary?.mark?.refused;
  const isOfThisCommit = remembered !== undefined && commit.startsWith(remembered.commit);
  if (isOfThisCommit && told.refused.length === 0) told.refused.push(...remembered.said);
  const { comments, report } = plan;
  return { comments, findings: report.findings, isPartial, instance, commit, passing, refused: told.refused };
}

/** Resolves to false if the state has to be read again: after a fault, and after new comments, which another run may have posted too. */
async function writeSummary(
  writing: PullRequestWriting,
  { summary }: Standing,
  { actions, said, dismissed }: Life,
  { plan, context, elsewhere, instance, commit, passing }: Publication,
  told: ToldSoFar,
): Promise<boolean> {
  const hasNews = actions.some(({ kind }) => kind === 'open');
  const wish = { report: plan.report, context, elsewhere, instance, commit, said, refused: told.refused, passing };
  const body = summaryBody({ ...wish, dismissed: dismissed.length }, summary);
  if (body === null) return !hasNews;
  if (summary === null) {
    await attempt(told, () => writing.postSummary(body));
    return false;
  }
  return (await attempt(told, () => writing.editSummary(summary.posted, body))) !== 'fault' && !hasNews;
}

/** @returns a sentence without a final period. */
function reasonOf(thrown: unknown): string {
  const status = statusOf(thrown);
  if (thrown instanceof UnknownAnswer) return thrown.message;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (status === 403 && !/rate limit/i.test(message))
    return `the token may not write here, as in runs for forks and Dependabot (${message})`;
  return message;
}
