/** Carries out actions on a pull request, and tells what GitHub did not take. */
import { count } from '../report/labels.ts';
import { type ThreadAnchor } from './anchor.ts';
import { statusOf } from './client.ts';
import { type Action } from './life.ts';
import { markIn, marked, type SaidOfFinding } from './mark.ts';
import { withoutButton } from './settled-text.ts';
import { type PullRequestWriting } from './write.ts';

/** What was done so far in this run. */
export interface ToldSoFar {
  /** Number of writes that GitHub took, or may have taken. */
  written: number;
  /** What GitHub takes neither on its lines nor on its file. */
  readonly refused: SaidOfFinding[];
}

type Opening = Extract<Action, { kind: 'open' }>;

/** How a write ended. After a fault it is not known what GitHub took: the state has to be read again. */
type Ended = 'done' | 'fault' | 'refused';

/**
 * Carries out the actions in their order. Resolves to false as soon as a fault makes the state unknown.
 *
 * @throws Octokit's error if GitHub refuses to go on: the token may not write, or a limit is reached.
 */
export async function carryOut(
  writing: PullRequestWriting,
  commit: string,
  actions: readonly Action[],
  told: ToldSoFar,
): Promise<boolean> {
  if (!(await openAll(writing, commit, actions.filter(isOpening), told))) return false;
  for (const action of actions) {
    if (isOpening(action)) continue;
    for (const write of writesOf(writing, action)) {
      const ended = await attempt(told, write);
      if (ended === 'fault') return false;
      // The rest of an action means nothing without its beginning.
      if (ended === 'refused') break;
    }
  }
  return true;
}

function isOpening(action: Action): action is Opening {
  return action.kind === 'open';
}

/** The requests of an action. If a run ends between them, the next one sees that the action is not complete. */
function writesOf(writing: PullRequestWriting, action: Exclude<Action, Opening>): readonly (() => Promise<void>)[] {
  switch (action.kind) {
    case 'edit':
      return [() => writing.edit(action.thread.first, action.body)];
    case 'reopen':
      return [() => writing.open(action.thread), () => writing.edit(action.thread.first, action.body)];
    case 'remove':
      return [
        () =>
          action.where === 'thread'
            ? writing.removeFromThread(action.posted)
            : writing.removeFromConversation(action.posted),
      ];
    case 'settle': {
      const { thread, body, ending } = action;
      if (ending === 'delete') return [() => writing.removeFromThread(thread.first)];
      return [
        ...(body === null ? [] : [() => writing.edit(thread.first, body)]),
        ...(ending === 'edit' ? [] : [() => writing.close(thread, ending)]),
      ];
    }
  }
}

/** Comments on lines as one review, those on files one by one. */
async function openAll(
  writing: PullRequestWriting,
  commit: string,
  all: readonly Opening[],
  told: ToldSoFar,
): Promise<boolean> {
  const inline = all.filter(({ anchor }) => anchor.kind === 'inline');
  const alone = all.filter(({ anchor }) => anchor.kind === 'file');
  if (inline.length > 0) {
    const entries = inline.reduce((sum, one) => sum + one.entries, 0);
    const text = `${count(entries, 'finding')} on these lines.`;
    const ended = await attempt(told, () => writing.review(commit, text, inline));
    if (ended === 'fault') return false;
    // One wrong line makes GitHub refuse all of them.
    if (ended === 'refused') alone.unshift(...inline);
  }
  for (const opening of alone) if (!(await openAlone(writing, commit, opening, told))) return false;
  return true;
}

/** On its lines, else on its file, else it is only in the summary. */
async function openAlone(
  writing: PullRequestWriting,
  commit: string,
  opening: Opening,
  told: ToldSoFar,
): Promise<boolean> {
  for (const { anchor, body } of placesOf(opening)) {
    const ended = await attempt(told, () => writing.comment(commit, { anchor, body }));
    if (ended !== 'refused') return ended === 'done';
  }
  told.refused.push(...opening.said);
  return true;
}

function placesOf({ anchor, body }: Opening): readonly { readonly anchor: ThreadAnchor; readonly body: string }[] {
  const mark = anchor.kind === 'inline' ? markIn(body) : null;
  if (anchor.kind === 'file' || mark === null) return [{ anchor, body }];
  const { file, first, last } = anchor;
  // A suggestion applies to the lines of its comment, and a comment on a file has none.
  const onFile = marked(withoutButton(mark.text), { ...mark, tried: { first, last } });
  return [
    { anchor, body },
    { anchor: { kind: 'file', file }, body: onFile },
  ];
}

/** @throws Octokit's error if GitHub refuses to go on. */
export async function attempt(told: ToldSoFar, write: () => Promise<void>): Promise<Ended> {
  try {
    await write();
    told.written += 1;
    return 'done';
  } catch (thrown) {
    const ended = endedBy(thrown);
    if (ended === null) throw thrown;
    if (ended === 'fault') told.written += 1;
    return ended;
  }
}

/** Null if nothing more can be written. */
function endedBy(thrown: unknown): Ended | null {
  const types = graphqlErrors(thrown);
  if (types.length > 0) return types.includes('NOT_FOUND') ? 'fault' : 'refused';
  const status = statusOf(thrown);
  // Somebody deleted the comment meanwhile, or there was no answer.
  if (status === null || status === 404 || status >= 500) return 'fault';
  return status === 422 ? 'refused' : null;
}

/** The types of the errors in an answer of GraphQL with status 200. */
function graphqlErrors(thrown: unknown): readonly string[] {
  if (!(thrown instanceof Error) || !('errors' in thrown) || !Array.isArray(thrown.errors)) return [];
  return thrown.errors.map((error: unknown) =>
    typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : '',
  );
}
