/** Decides from what a pull request should say, and from what stands there, what is to be written. */
import { type Finding } from '../model/report.ts';
import { rankOf } from '../foundation/severity.ts';
import { groupBy } from '../foundation/groups.ts';
import { type ThreadAnchor } from './anchor.ts';
import { digest, type Mark, marked, roomForMark, type SaidOfFinding, saidOf, sameSaid, type Settled } from './mark.ts';
import { type OurThread, type Standing } from './ours.ts';
import { type WantedComment } from './plan.ts';
import { senseOf } from './sense.ts';
import { settledText } from './settled-text.ts';
import { type Posted, type Thread } from './state.ts';

/** How a thread ends: resolved, minimised, deleted, or only edited. */
export type Ending = 'resolve' | 'hide' | 'delete' | 'edit';

/** One thing to write. `body` is complete, with its mark; null keeps what stands. */
export type Action =
  | {
      readonly kind: 'open';
      readonly anchor: ThreadAnchor;
      readonly body: string;
      readonly said: readonly SaidOfFinding[];
      readonly entries: number;
    }
  | { readonly kind: 'edit'; readonly thread: Thread; readonly body: string }
  | { readonly kind: 'reopen'; readonly thread: Thread; readonly body: string }
  | {
      readonly kind: 'settle';
      readonly thread: Thread;
      readonly why: Settled;
      readonly body: string | null;
      readonly ending: Ending;
    }
  | { readonly kind: 'remove'; readonly posted: Posted; readonly where: 'thread' | 'conversation' };

/** What the pull request should have. */
export interface Wish {
  readonly comments: readonly WantedComment[];
  /** All findings of the report. */
  readonly findings: readonly Finding[];
  /** Whether something could not be checked: then a finding may be missing because of it, and nothing ends. */
  readonly isPartial: boolean;
  readonly instance: string;
  /** The reviewed commit. */
  readonly commit: string;
  /** What GitHub did not take at this commit. */
  readonly refused: readonly SaidOfFinding[];
  /** Commits and addresses that are no part of what a text says. */
  readonly passing: readonly string[];
}

/** What is allowed. */
export interface Abilities {
  readonly settle: 'auto' | Ending;
  /** Whether all conversations must be resolved before the merge. */
  readonly mustBeResolved: boolean;
}

export interface Life {
  readonly actions: readonly Action[];
  /** What all threads say after the actions: the memory of the summary. */
  readonly said: readonly SaidOfFinding[];
  /** Findings that are not said again: a person resolved, minimised or deleted their comment. */
  readonly dismissed: readonly Finding[];
}

/**
 * What stands is left; what is worded otherwise is edited; what is new, worse or at other lines gets a new thread; what is gone is
 * settled. Applying the actions and asking again gives none. docs/adr/0023-comment-life.md.
 */
export function lifeOf(wish: Wish, standing: Standing, abilities: Abilities): Life {
  const extra = doubles(standing.threads);
  const threads = standing.threads.filter((one) => !extra.includes(one));
  const open = threads.filter(({ mark }) => mark.kind === 'open');
  const closed = [...open.filter(isClosedByPerson).flatMap(({ said }) => said), ...deletedByPersons(standing)];
  const unsayable = [...closed, ...wish.refused];
  const candidates = [...open.filter((one) => !isClosedByPerson(one)), ...threads.filter(isSettled)];
  const taken = new Set<OurThread>();
  const said: SaidOfFinding[] = [...closed];
  const telling = wish.comments.flatMap((comment) => {
    const [first, ...others] = comment.findings.filter((finding) => !unsayable.some((one) => covers(one, finding)));
    if (first === undefined) return [];
    const findings: WantedComment['findings'] = [first, ...others];
    const written = writtenOf(comment, findings, wish);
    said.push(...written.said);
    const kept = candidates.find((one) => !taken.has(one) && canKeep(one, comment.anchor, findings));
    if (kept === undefined) return [opening(comment, written)];
    taken.add(kept);
    return keeping(kept, written);
  });
  const left = open.filter((one) => !isClosedByPerson(one) && !taken.has(one));
  const endings = left.map((one) => ({ one, end: ending(one, wish, said, abilities) }));
  said.push(...endings.flatMap(({ one, end }) => (end === null ? one.said : [])));
  const halfSettled = threads.filter((one) => isSettled(one) && !taken.has(one));
  return {
    actions: [
      ...telling,
      ...endings.flatMap(({ end }) => end ?? []),
      ...halfSettled.flatMap((one) => rest(one, abilities) ?? []),
      ...extra.map(({ thread }): Action => ({ kind: 'remove', posted: thread.first, where: 'thread' })),
      ...standing.otherSummaries.map((posted): Action => ({ kind: 'remove', posted, where: 'conversation' })),
    ],
    said: distinct(said),
    dismissed: wish.comments.flatMap(({ findings }) =>
      findings.filter((finding) => closed.some((one) => covers(one, finding))),
    ),
  };
}

function isSettled({ mark, isForeignEdit }: OurThread): boolean {
  return mark.kind !== 'open' && !isForeignEdit;
}

function isClosed({ thread }: OurThread): boolean {
  return thread.isResolved || thread.first.isHidden;
}

/** A thread that we settled has a mark that says so: if an open one is resolved or minimised, a person did it. */
function isClosedByPerson(one: OurThread): boolean {
  return one.mark.kind === 'open' && isClosed(one);
}

/** What the summary remembers as said, and no thread says: its comment was deleted by a person. */
function deletedByPersons({ threads, memory }: Standing): readonly SaidOfFinding[] {
  // A thread that was moved says nothing of the newer one.
  const telling = threads.filter(({ mark }) => mark.kind !== 'moved');
  const known = new Set(telling.flatMap(({ said }) => said.map(({ id }) => id)));
  return memory.filter(({ id }) => !known.has(id));
}

/** Whether something that was said covers a finding as it is now. A finding that got worse is said again. */
function covers(one: SaidOfFinding, finding: Finding): boolean {
  const now = saidOf(finding);
  if (one.id !== now.id) return false;
  const isWorse = now.isWorsened && one.wording !== '' && one.wording !== now.wording;
  const isMoreSevere = one.severity !== null && rankOf(finding.severity) < rankOf(one.severity);
  return !isWorse && !isMoreSevere;
}

interface Written {
  readonly text: string;
  readonly mark: Mark;
  readonly said: readonly SaidOfFinding[];
  readonly entries: number;
}

function writtenOf(comment: WantedComment, findings: WantedComment['findings'], { instance, passing }: Wish): Written {
  const said = distinct(findings.map(saidOf));
  const unsensed: Mark = { kind: 'open', instance, sense: '0'.repeat(12), said };
  const text = comment.text(findings, roomForMark(unsensed));
  return { text, said, entries: comment.entries, mark: { ...unsensed, sense: senseOf(text, passing) } };
}

function opening({ anchor }: WantedComment, { text, mark, said, entries }: Written): Action {
  return { kind: 'open', anchor, body: marked(text, mark), said, entries };
}

/** Leaves a thread, edits it, or opens it again. */
function keeping({ thread, mark, isForeignEdit }: OurThread, written: Written): readonly Action[] {
  const body = marked(written.text, written.mark);
  if (mark.kind !== 'open') return [{ kind: 'reopen', thread, body }];
  // The words of a person stay.
  const isSame = isForeignEdit || (mark.sense === written.mark.sense && sameSaid(mark.said, written.said));
  return isSame ? [] : [{ kind: 'edit', thread, body }];
}

/**
 * Whether a thread can go on to say this: it is at the right place, and nobody would miss news in an edit, which GitHub tells nobody
 * about. A settled one must also be possible to open again.
 */
function canKeep(
  { thread, said, mark, isForeignEdit, triedAt }: OurThread,
  anchor: ThreadAnchor,
  findings: WantedComment['findings'],
): boolean {
  const isInPlace = sameAnchor(thread.anchor, anchor) || (triedAt !== null && sameAnchor(triedAt, anchor));
  // What a person edited is left, wherever it is.
  if (!isInPlace && !isForeignEdit) return false;
  if (!findings.every((finding) => said.some((one) => covers(one, finding)))) return false;
  return mark.kind === 'open' || !thread.isResolved || thread.canUnresolve;
}

export function sameAnchor(a: ThreadAnchor | null, b: ThreadAnchor): boolean {
  if (a?.file !== b.file || a.kind !== b.kind) return false;
  return a.kind === 'file' || b.kind === 'file' || (a.first === b.first && a.last === b.last);
}

/** Null if it goes on. */
function ending(one: OurThread, wish: Wish, said: readonly SaidOfFinding[], abilities: Abilities): Action | null {
  const { thread, isForeignEdit, mark } = one;
  const why = whyEnded(one, wish, said);
  if (why === null) return null;
  const how = endingOf(one, abilities);
  // The words of a person are not edited, hidden or deleted.
  if (isForeignEdit) return how === 'resolve' ? { kind: 'settle', thread, why, body: null, ending: how } : null;
  const text = settledText(one.text, why, wish.commit);
  const body = marked(text, { kind: why, instance: mark.instance, sense: digest(text, 12), said: mark.said });
  return { kind: 'settle', thread, why, body: how === 'delete' ? null : body, ending: how };
}

/** What is missing of a settled thread, because an earlier run ended before it was resolved. Null if nothing is, or if a person spoke. */
function rest(one: OurThread, abilities: Abilities): Action | null {
  const { thread, mark } = one;
  const how = endingOf(one, abilities);
  if (mark.kind === 'open' || mark.kind === 'summary' || isClosed(one) || thread.hasOtherWords || how === 'edit')
    return null;
  return { kind: 'settle', thread, why: mark.kind, body: null, ending: how };
}

/** Null if it goes on: something could not be checked, so that its findings may only be hidden. */
function whyEnded(
  { said: before, isForeignEdit }: OurThread,
  { findings, isPartial }: Wish,
  said: readonly SaidOfFinding[],
): Settled | null {
  const ids = new Set(before.map(({ id }) => id));
  const elsewhere = new Set(said.map(({ id }) => id));
  if (before.length > 0 && [...ids].some((id) => elsewhere.has(id))) return isForeignEdit ? null : 'moved';
  const here = findings.filter((one) => ids.has(saidOf(one).id));
  const told = here.filter(({ status }) => status === 'new' || status === 'worsened');
  if (told.length > 0) return 'listed';
  if (isPartial) return null;
  if (here.some(({ status }) => status === 'waived')) return 'waived';
  return here.some(({ status }) => status === 'existing') ? 'foreign' : 'fixed';
}

/** A comment is only deleted if nobody spoke: an answer would be lost with it. */
function endingOf({ thread }: OurThread, { settle, mustBeResolved }: Abilities): Ending {
  if ((settle === 'resolve' || settle === 'auto') && thread.canResolve) return 'resolve';
  const isDeleted = settle === 'delete' || (settle === 'auto' && mustBeResolved);
  if (isDeleted && !thread.hasOtherWords) return 'delete';
  return settle === 'edit' || !thread.first.canHide ? 'edit' : 'hide';
}

/**
 * Threads of ours that say the same at the same place as an older one, because two runs posted at once, and that nobody touched.
 */
function doubles(threads: readonly OurThread[]): readonly OurThread[] {
  const open = threads.filter(
    (one) => one.mark.kind === 'open' && !isClosedByPerson(one) && one.thread.anchor !== null,
  );
  const groups = groupBy(open, ({ thread, said }) => JSON.stringify([thread.anchor, said.map(({ id }) => id).sort()]));
  return [...groups.values()].flatMap((group) => {
    const [, ...later] = [...group].sort((a, b) => a.thread.first.id - b.thread.first.id);
    return later.filter(({ thread, isForeignEdit }) => !thread.hasOtherWords && !isForeignEdit);
  });
}

function distinct(said: readonly SaidOfFinding[]): readonly SaidOfFinding[] {
  return [...new Map(said.map((one) => [`${one.id}.${one.wording}`, one])).values()];
}
