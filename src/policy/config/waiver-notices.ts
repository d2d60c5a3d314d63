/** Reports waivers without effect, and those that end soon. */
import { objectSelector } from '../../foundation/kubernetes/object-selector.ts';
import { type Notice } from '../../model/problem.ts';
import { type ObjectName } from '../../model/object-name.ts';
import { daysUntil } from './iso-date.ts';
import { lastWaiverDays } from './waiver-days.ts';
import { type ConfiguredWaiver } from './waiver-entries.ts';
import { hasEnded, waiverKey } from './waivers.ts';

export interface WaiversUsed {
  readonly waivers: readonly ConfiguredWaiver[];
  /** The file that contains the waivers, and the line of each. */
  readonly file: string;
  readonly lines: readonly number[];
  readonly today: string;
  /** Keys of the waivers that match a finding. */
  readonly used: ReadonlySet<string>;
  /** Whether everything that a waiver could match was checked. */
  readonly isAll: boolean;
  /** Whether to report waivers that end soon and match no finding. */
  readonly isAudit: boolean;
  /** What was found: an object that a waiver was probably meant for is named. */
  readonly found: readonly { readonly rule: string; readonly object: ObjectName }[];
}

/**
 * Notices about waivers that have ended or end soon and, if everything was checked, about those that match nothing.
 */
export function waiverNotices(input: WaiversUsed): Notice[] {
  const { waivers, file, lines, today, used, isAll, isAudit } = input;
  return waivers.flatMap((waiver, index): Notice[] => {
    const line = lines[index] ?? 1;
    const notice = (code: Notice['code'], message: string): Notice[] => [
      { code, subject: file, message, place: { kind: 'lines', file, first: line, last: line } },
    ];
    const which = `The waiver at ${file}:${line}`;
    const isUsed = used.has(waiverKey(waiver));
    if (hasEnded(waiver, today)) return isUsed || isAll ? notice('waiver-ended', endedText(which, waiver)) : [];
    if (!isUsed && isAll) return notice('waiver-unused', unusedText(which, waiver, input));
    const ending = isUsed || isAudit ? endingText(which, waiver, today) : null;
    return ending === null ? [] : notice('waiver-ending', ending);
  });
}

function endedText(which: string, { rule, expires }: ConfiguredWaiver): string {
  return `${which} (${rule}) ended on ${expires} and waives nothing any more. Renew it, or remove it.`;
}

/** What is said of a waiver that ends within two weeks; null for others. */
export function endingText(
  which: string,
  { rule, expires, owner }: Pick<ConfiguredWaiver, 'rule' | 'expires' | 'owner'>,
  today: string,
): string | null {
  const left = daysUntil(today, expires);
  if (left < 0 || left > lastWaiverDays) return null;
  const when = left === 0 ? 'today' : left === 1 ? 'tomorrow' : `in ${left} days`;
  return `${which} (${rule}, owner: ${owner}) ends ${when}, on ${expires}. Then its findings count again.`;
}

function unusedText(which: string, waiver: ConfiguredWaiver, { found }: WaiversUsed): string {
  const near = meantObject(waiver, found);
  const hint = near === null ? '' : ` There is one on ${near}.`;
  return `${which} matches nothing: there is no finding of ${wanted(waiver)}.${hint} Correct it, or remove it.`;
}

/** The selector of an object of the same kind and name with a finding of the rule: its namespace or group is missing. */
function meantObject({ rule, object }: ConfiguredWaiver, found: WaiversUsed['found']): string | null {
  if (object === undefined) return null;
  const parts = object.split('/');
  const [kind = ''] = (parts[0] ?? '').split('.');
  const near = found.find(
    (each) => each.rule === rule && each.object.kind === kind && each.object.name === parts.at(-1),
  );
  return near === undefined ? null : objectSelector(near.object);
}

function wanted({ rule, file, object }: ConfiguredWaiver): string {
  return [rule, ...(object === undefined ? [] : [`on ${object}`]), ...(file === undefined ? [] : [`in ${file}`])].join(
    ' ',
  );
}
