/** The state as REST answers it. What a shape has besides comes from GitHub's own examples. */
import { gitHubContract } from '../../contract.ts';
import type { FileChange } from '../diff.ts';
import type { Places } from '../places.ts';
import { type Account, type CheckRun, type Comment, fullName, type Pull, type Repository } from '../state.ts';
import type { Review, ReviewComment, Thread } from '../state.ts';

export const contract = gitHubContract();

/** Where the hub is: `web` as in GITHUB_SERVER_URL, `api` as in GITHUB_API_URL. */
export interface Addresses {
  readonly web: string;
  readonly api: string;
}

type Shape = Record<string, unknown>;

export class Shapes {
  readonly #at: Addresses;
  readonly #places: Places;

  constructor(at: Addresses, places: Places) {
    this.#at = at;
    this.#places = places;
  }

  user({ login, id, node, kind }: Account): Shape {
    const example = contract.example('simple-user');
    const page = kind === 'Bot' ? `apps/${login.replace('[bot]', '')}` : login;
    return { ...example, login, id, node_id: node, type: kind, html_url: `${this.#at.web}/${page}` };
  }

  repository(repository: Repository): Shape {
    const { id, node, name, owner, isPrivate, defaultBranch, fork } = repository;
    const example = without(contract.example('full-repository'), 'parent', 'source', 'organization');
    const [full_name, url] = [fullName(repository), `${this.#at.api}/repos/${fullName(repository)}`];
    return {
      ...example,
      ...{ id, node_id: node, name, full_name, private: isPrivate, fork: fork !== null, url },
      ...{ owner: this.user(owner), default_branch: defaultBranch, visibility: isPrivate ? 'private' : 'public' },
      has_discussions: false,
      ...{ html_url: this.#web(repository), clone_url: `${this.#web(repository)}.git` },
    };
  }

  /** A repository within a pull request, which has fewer properties. */
  #repositoryOf(pull: Shape, side: 'head' | 'base', repository: Repository): Shape {
    const { repo } = pull[side] as { repo: Shape };
    return { ...repo, ...pick(this.repository(repository), Object.keys(repo)) };
  }

  pull(pull: Pull): Shape {
    const changes = this.#places.changes(pull);
    const sum = (of: (change: FileChange) => number) => changes.reduce((total, one) => total + of(one), 0);
    return {
      ...this.#pullWith(pull, contract.example('pull-request')),
      ...{ merged: pull.merged, merged_by: null, mergeable: true, mergeable_state: pull.draft ? 'draft' : 'clean' },
      ...{ comments: pull.conversation.length, review_comments: pull.threads.flatMap((one) => one.comments).length },
      ...{ additions: sum(({ additions }) => additions), deletions: sum(({ deletions }) => deletions) },
      changed_files: changes.length,
    };
  }

  simplePull(pull: Pull): Shape {
    return this.#pullWith(pull, contract.example('pull-request-simple'));
  }

  #pullWith(pull: Pull, example: Shape): Shape {
    const { id, node, number, state, title, draft, locked, author, createdAt, head, base, repository } = pull;
    const side = (name: 'head' | 'base', at: Repository, { ref, sha }: { ref: string; sha: string }): Shape => ({
      ...(example[name] as Shape),
      ...{ label: `${at.owner.login}:${ref}`, ref, sha },
      ...{ user: this.user(at.owner), repo: this.#repositoryOf(example, name, at) },
    });
    return {
      ...example,
      ...{ id, node_id: node, number, state, title, draft, locked, user: this.user(author), body: null },
      ...{ labels: [], milestone: null, assignee: null, assignees: [], requested_reviewers: [], requested_teams: [] },
      ...{ active_lock_reason: null, created_at: createdAt, updated_at: createdAt },
      ...{ closed_at: state === 'open' ? null : createdAt, merged_at: pull.merged ? createdAt : null },
      ...{ head: side('head', head.repository, head), base: side('base', repository, base) },
      ...{ url: this.pullAddress(pull), html_url: this.pullPage(pull) },
    };
  }

  review(pull: Pull, { id, node, author, body, state, submittedAt, commit }: Review): Shape {
    return {
      ...contract.example('pull-request-review'),
      ...{ id, node_id: node, user: this.user(author), body, state, submitted_at: submittedAt, commit_id: commit },
      ...{ html_url: `${this.pullPage(pull)}#pullrequestreview-${id}`, pull_request_url: this.pullAddress(pull) },
    };
  }

  reviewComment(pull: Pull, thread: Thread, comment: ReviewComment): Shape {
    const { id, author, review } = comment;
    const { line, startLine, position } = this.#places.of(pull, thread);
    const [first] = thread.comments;
    const example = without(contract.example('pull-request-review-comment'), 'in_reply_to_id');
    const address = `${this.#at.api}/repos/${fullName(pull.repository)}/pulls/comments/${id}`;
    return {
      ...{ ...example, ...textOf(comment), user: this.user(author), url: address },
      ...{ pull_request_review_id: review.id, path: thread.path, diff_hunk: thread.hunk, position },
      ...{ original_position: position ?? 1, commit_id: position === null ? thread.commit : pull.head.sha },
      ...{ original_commit_id: thread.commit, html_url: this.reviewCommentPage(pull, id) },
      ...{ line, original_line: thread.line, start_line: startLine, original_start_line: thread.startLine },
      ...{ side: thread.side, start_side: thread.startLine === null ? null : thread.side },
      ...{ pull_request_url: this.pullAddress(pull), subject_type: thread.subject.toLowerCase() },
      ...(first === undefined || first === comment ? {} : { in_reply_to_id: first.id }),
    };
  }

  conversation(pull: Pull, comment: Comment): Shape {
    const example = without(contract.example('issue-comment'), 'minimized', 'pin');
    const repository = `${this.#at.api}/repos/${fullName(pull.repository)}`;
    return {
      ...{ ...example, ...textOf(comment), user: this.user(comment.author) },
      ...{ url: `${repository}/issues/comments/${comment.id}`, issue_url: `${repository}/issues/${pull.number}` },
      html_url: this.conversationPage(pull, comment.id),
    };
  }

  file(repository: Repository, commit: string, change: FileChange): Shape {
    const [example] = contract.example('diff-entry-items') as unknown as [Shape];
    const { filename, previous, status, additions, deletions, patch, blob } = change;
    delete example['patch'];
    return {
      ...{ ...example, sha: blob, filename, status, additions, deletions, changes: additions + deletions },
      ...(patch === null ? {} : { patch }),
      ...(previous === null ? {} : { previous_filename: previous }),
      blob_url: `${this.#web(repository)}/blob/${commit}/${encodeURIComponent(filename)}`,
    };
  }

  commit(repository: Repository, sha: string, parents: readonly string[]): Shape {
    const { base_commit } = contract.example('commit-comparison') as { base_commit: Shape };
    const url = `${this.#at.api}/repos/${fullName(repository)}/commits/${sha}`;
    return { ...base_commit, sha, url, parents: parents.map((parent) => ({ sha: parent, url })) };
  }

  checkRun(repository: Repository, { id, fields }: CheckRun): Shape {
    const example = contract.example('check-run');
    const output = { ...(example['output'] as Shape), ...(fields['output'] as Shape | undefined) };
    delete output['annotations'];
    const status = fields['conclusion'] === undefined ? (fields['status'] ?? 'queued') : 'completed';
    const conclusion = fields['conclusion'] ?? null;
    const given = without(fields, 'actions');
    return { ...example, ...given, id, output, status, conclusion, html_url: `${this.#web(repository)}/runs/${id}` };
  }

  #web(repository: Repository): string {
    return `${this.#at.web}/${fullName(repository)}`;
  }

  pullAddress({ repository, number }: Pull): string {
    return `${this.#at.api}/repos/${fullName(repository)}/pulls/${number}`;
  }

  pullPage({ repository, number }: Pull): string {
    return `${this.#web(repository)}/pull/${number}`;
  }

  reviewCommentPage(pull: Pull, id: number): string {
    return `${this.pullPage(pull)}#discussion_r${id}`;
  }

  conversationPage(pull: Pull, id: number): string {
    return `${this.pullPage(pull)}#issuecomment-${id}`;
  }
}

function textOf({ id, node, body, createdAt, updatedAt }: Comment): Shape {
  return { id, node_id: node, body, created_at: createdAt, updated_at: updatedAt };
}

function without(shape: Shape, ...keys: readonly string[]): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([key]) => !keys.includes(key)));
}

function pick(shape: Shape, keys: readonly string[]): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([key]) => keys.includes(key)));
}
