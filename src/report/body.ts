/** How long a body may be, in the measure of whoever takes it. */
export interface Limit {
  readonly most: number;
  readonly measure: (text: string) => number;
}

/**
 * A comment or review body. GitHub refuses more than 65,536 characters ("Body is too long (maximum is 65536
 * characters)"); it counts code points, or four times as many bytes: this keeps to both.
 */
export const COMMENT_LIMIT: Limit = { most: 65_536, measure: (text) => Array.from(text).length };

/** A step's summary: 1 MiB (docs.github.com, workflow commands, "Step isolation and limits"). */
export const JOB_SUMMARY_LIMIT: Limit = { most: 1_048_576, measure: (text) => Buffer.byteLength(text) };

/** A part of a body whose entries may be left out, the last first, when there is no room. */
export interface Section {
  /** Before the entries: a heading, the head of a table. */
  readonly opening: string;
  readonly entries: readonly string[];
  /** What joins entries with each other and with what surrounds them. */
  readonly separator: '\n' | '\n\n';
  readonly closing: string;
  /** Says how many entries were left out, and where they are. */
  readonly more: (left: number) => string;
}

const GAP = '\n\n';

/**
 * Puts sections together within the limit. Whole entries are left out, never parts, and none because
 * another is too long; earlier sections have first claim.
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
  // A blank line first: the note is no row of a table, no item of a list.
  const note = left > 0 ? [`${separator === '\n' ? '\n' : ''}${more(left)}`] : [];
  const body = [...kept, ...note].join(separator);
  const whole = opening === '' ? body : `${opening}${separator}${body}`;
  return closing === '' ? whole : `${whole}${GAP}${closing}`;
}
