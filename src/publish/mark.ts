/** The hidden mark at the end of each posted comment, by which later runs recognize it, and what it says. */
import { createHash } from 'node:crypto';
import { type Finding } from '../model/report.ts';
import { type Severity } from '../model/rule.ts';

/**
 * A mark counts only as the last line of a comment whose author is the token's, and only if its digest is that of the whole
 * comment: a comment that quotes one of ours has another text. Text from outside is escaped or in a fence, and comes before that line, so
 * it can't forge one. docs/adr/0023-comment-life.md.
 */

/** What the comment is: an open thread, a settled one (and why), or the summary. */
export type MarkKind = 'open' | Settled | 'summary';

/**
 * Why a thread ended. `fixed`: its findings are gone. `waived`: they are accepted. `foreign`: the pull request does not bring
 * them any more. `moved`: they have a newer comment. `listed`: they are only in the summary.
 */
export type Settled = 'fixed' | 'waived' | 'foreign' | 'moved' | 'listed';

/** What was said about one finding. */
export interface SaidOfFinding {
  /** Identifies the finding by its fingerprint, in all its wordings. 12 hex digits. */
  readonly id: string;
  /** Identifies the wording. 4 hex digits; empty if it is unknown. */
  readonly wording: string;
  readonly severity: Severity | null;
  readonly isWorsened: boolean;
}

export interface Mark {
  readonly kind: MarkKind;
  /** The input `id`: several instances in one pull request have different ones. */
  readonly instance: string;
  /** Identifies what the text says to a reader: commits and the address of the run are not part of it. */
  readonly sense: string;
  readonly said: readonly SaidOfFinding[];
  /** The lines for which GitHub did not take the comment, so that it is on the file. */
  readonly tried?: { readonly first: number; readonly last: number };
  /** Only of the summary: the findings that GitHub did not take, and the commit at which it was tried. */
  readonly refused?: { readonly commit: string; readonly said: readonly SaidOfFinding[] };
}

const severityLetters: Readonly<Record<Severity, string>> = { critical: 'c', high: 'h', medium: 'm', low: 'l' };

export function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

export function saidOf({ fingerprint, message, severity, status }: Finding): SaidOfFinding {
  return {
    id: digest(fingerprint, 12),
    wording: digest(message, 4),
    severity,
    isWorsened: status === 'worsened',
  };
}

/** Whether two lists say the same of the same findings, in any order. */
export function sameSaid(a: readonly SaidOfFinding[], b: readonly SaidOfFinding[]): boolean {
  const key = (said: readonly SaidOfFinding[]): string =>
    said
      .map((one) => JSON.stringify(one))
      .sort()
      .join();
  return key(a) === key(b);
}

/** The text with its mark. `kind`, `instance`, `sense` and `said` are part of what the digest protects. */
export function marked(text: string, mark: Mark): string {
  const body = text.trimEnd();
  const content = contentOf(mark);
  return `${body}\n\n<!-- plimsoll:2 ${content} ${checked(body, content)} -->`;
}

/** Length of a mark in characters, with the line breaks before it. */
export function roomForMark(mark: Mark): number {
  return marked('', mark).length;
}

function contentOf({ kind, instance, sense, said, tried, refused }: Mark): string {
  const lines = tried === undefined ? [] : [`@${tried.first}-${tried.last}`];
  const not = refused === undefined || refused.said.length === 0 ? [] : [`!${refused.commit}`, listed(refused.said)];
  return [instance, kind, sense, listed(said), ...lines, ...not].join(' ');
}

function listed(said: readonly SaidOfFinding[]): string {
  if (said.length === 0) return '-';
  const written = said.map(
    ({ id, wording, severity, isWorsened }) =>
      `${id}.${wording}${severity === null ? '' : severityLetters[severity]}${isWorsened ? 'w' : ''}`,
  );
  return [...new Set(written)].join(',');
}

function checked(body: string, content: string): string {
  return digest(`${content}\n${body}`, 16);
}

const MARK =
  /^([\s\S]*?)\n\n<!-- plimsoll:2 ((?<instance>[\w.-]+) (?<kind>[a-z]+) (?<sense>[0-9a-f]+) (?<said>[^\s>]+)(?: @(?<first>\d+)-(?<last>\d+))?(?: !(?<commit>[0-9a-f]+) (?<refused>[^\s>]+))?) (?<digest>[0-9a-f]{16}) -->$/;

export interface ReadMark extends Mark {
  /** The text before the mark. */
  readonly text: string;
  /** Whether the digest is that of the text: false if the text was edited, or quotes a comment of ours. */
  readonly isWhole: boolean;
}

/** The mark of a comment's body, or null. */
export function markIn(body: string): ReadMark | null {
  // GitHub keeps line ends as a person's editor sends them.
  const match = MARK.exec(body.replaceAll('\r\n', '\n').trimEnd());
  const { instance, kind, sense, said, first, last, commit, refused, digest: given } = match?.groups ?? {};
  if (match === null || instance === undefined || sense === undefined || !isKind(kind)) return null;
  const [, text = '', content = ''] = match;
  return {
    ...{ kind, instance, sense, text, said: readSaid(said) },
    ...(first === undefined || last === undefined ? {} : { tried: { first: Number(first), last: Number(last) } }),
    ...(commit === undefined ? {} : { refused: { commit, said: readSaid(refused) } }),
    isWhole: checked(text, content) === given,
  };
}

const kinds: readonly string[] = [
  'open',
  'fixed',
  'waived',
  'foreign',
  'moved',
  'listed',
  'summary',
] satisfies MarkKind[];

function isKind(text: string | undefined): text is MarkKind {
  return text !== undefined && kinds.includes(text);
}

function readSaid(listed = '-'): readonly SaidOfFinding[] {
  return listed.split(',').flatMap((one) => {
    const [, id, wording = '', letter = '', worsened = ''] =
      /^([0-9a-f]{12})\.([0-9a-f]{4})([chml]?)(w?)$/.exec(one) ?? [];
    if (id === undefined) return [];
    const severity = severitiesByLetter.get(letter) ?? null;
    return [{ id, wording, severity, isWorsened: worsened !== '' }];
  });
}

const severitiesByLetter: ReadonlyMap<string, Severity> = new Map([
  ['c', 'critical'],
  ['h', 'high'],
  ['m', 'medium'],
  ['l', 'low'],
]);
