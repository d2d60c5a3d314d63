/** Notices for duplicate keys: where the key is, and which of the two values counts. */
import { type Notice, type Place } from '../../model/problem.ts';
import { lastCounts, type YamlFault } from '../../yaml/values.ts';

/** `the key "a" is written twice in one map`, without the part about which value counts. */
export function writtenTwice({ message }: YamlFault): string {
  return message.endsWith(lastCounts) ? message.slice(0, -lastCounts.length) : message;
}

export function isDuplicate({ code }: YamlFault): boolean {
  return code === 'yaml-duplicate-key';
}

/** Maximum number of keys per file that are listed; the others are counted. */
const mostSaid = 10;

/** Notices for a file's duplicate keys. `taken`: which value the file's reader uses. */
export function duplicateNotices(file: string, faults: readonly YamlFault[], taken = lastCounts): Notice[] {
  const all = faults.filter(isDuplicate);
  const said = all.slice(0, mostSaid).map((fault) => {
    const place: Place = { kind: 'lines', file, first: fault.line, last: fault.line };
    return duplicateNotice(`${file}:${fault.line}: ${writtenTwice(fault)}${taken}. Remove one.`, place);
  });
  const left = all.length - said.length;
  if (left === 0) return said;
  const more = left === 1 ? '1 more key is' : `${left} more keys are`;
  const place: Place = { kind: 'file', file, why: 'Not all keys that are written twice are listed.' };
  return [...said, duplicateNotice(`${file}: ${more} written twice in one map.`, place)];
}

export function duplicateNotice(message: string, place: Exclude<Place, { kind: 'summary' }>): Notice {
  return { code: 'duplicate-key', subject: place.file, message, place };
}

/** A key that a template prints twice in one map. */
export interface RenderedDuplicate {
  /** Helm's name of the template. */
  readonly name: string;
  /** The template's file, relative to the repository's root. */
  readonly template: string;
  /** 1-based line in the template's output. */
  readonly line: number;
  readonly what: string;
}

/** `at`: the template line that printed it; null where that is not known. */
export function renderedNotice(
  { template, line, what }: RenderedDuplicate,
  at: { readonly file: string; readonly line: number } | null,
): Notice {
  const rest = `${what} of its output${lastCounts}. Remove one.`;
  if (at !== null) {
    const place: Place = { kind: 'lines', file: at.file, first: at.line, last: at.line };
    return duplicateNotice(`${at.file}:${at.line}: ${rest}`, place);
  }
  const place: Place = { kind: 'file', file: template, why: 'The line that prints it is not known.' };
  return duplicateNotice(`${template}: at line ${line} of its output, ${what}${lastCounts}. Remove one.`, place);
}
