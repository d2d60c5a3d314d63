/** Fits the sections of a comment or summary into GitHub's length limits. */

/** The maximum length of a body, and how its receiver measures length. */
export interface Limit {
  readonly most: number;
  readonly measure: (text: string) => number;
}

/**
 * A comment or review body. GitHub rejects more than 65,536 characters ("Body is too long (maximum is 65536
 * characters)"). It counts code points, or four times as many bytes: this limit satisfies both.
 */
export const COMMENT_LIMIT: Limit = { most: 65_536, measure: (text) => Array.from(text).length };

/** A step's summary: 1 MiB (docs.github.com, workflow commands, "Step isolation and limits"). */
export const JOB_SUMMARY_LIMIT: Limit = { most: 1_048_576, measure: (text) => Buffer.byteLength(text) };

/** A part of a body. If there is no room, its last entries are left out. */
export interface Section {
  /** Text before the entries: a heading, or the head of a table. */
  readonly opening: string;
  readonly entries: readonly string[];
  /** Separates entries from each other and from the text around them. */
  readonly separator: '\n' | '\n\n';
  readonly closing: string;
  /** A sentence that says how many entries were left out, and where they are. */
  readonly more: (left: number) => string;
}

const GAP = '\n\n';

/**
 * Joins sections within the limit. Entries are left out whole, never in part; a short entry is kept even if a longer
 * one before it is left out. Earlier sections get room first.
 */
export function fit(head: string, sections: readonly Section[], tail: string, limit: Limit): string {
  const shown = sections.filter(({ entries }) => entries.length > 0);
  const frames = shown.map((section) => write(section, []));
  let room = limit.most - limit.measure([head, ...frames, tail].join(GAP));
  const bodies = shown.map((section) => {
    const kept = entriesThatFit(section, room, limit);
    room -= kept.cost;
    return write(section, kept.entries);
  });
  return [head, ...bodies, tail].filter((part) => part !== '').join(GAP);
}

function entriesThatFit(
  { entries, separator }: Section,
  room: number,
  { measure }: Limit,
): { entries: readonly string[]; cost: number } {
  let cost = 0;
  const kept = entries.filter((entry) => {
    const next = cost + measure(entry) + separator.length;
    if (next > room) return false;
    cost = next;
    return true;
  });
  return { entries: kept, cost };
}

function write({ opening, entries, separator, closing, more }: Section, kept: readonly string[]): string {
  const left = entries.length - kept.length;
  // A blank line first, so that the note does not become a row of a table or an item of a list.
  const note = left > 0 ? [`${separator === '\n' ? '\n' : ''}${more(left)}`] : [];
  const body = [...kept, ...note].join(separator);
  const whole = opening === '' ? body : `${opening}${separator}${body}`;
  return closing === '' ? whole : `${whole}${GAP}${closing}`;
}
