/** Reports waivers that match findings of a pull request, and do not cover them. */
import { choosingFile } from '../../sources/remote/brought.ts';
import { type Compared } from '../../model/finding.ts';
import { type Notice } from '../../model/problem.ts';
import { type ConfiguredWaiver } from '../../policy/config/waiver-entries.ts';
import { hasEnded, waiverKey } from '../../policy/config/waivers.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';

/** Maximum number of notices. */
const mostSaid = 20;

/** Notices about the configured waivers that stop short of findings which are new or worse, and why. */
export function exceededNotices(
  compared: readonly Compared[],
  { side, waiving }: InspectedSide,
  { config, covering, configuration, today }: Setting,
): Notice[] {
  const open = compared.filter(({ status }) => status === 'new' || status === 'worsened');
  const short = new Map<string, { readonly isForFiles: boolean; count: number }>();
  for (const finding of open) {
    const file = choosingFile(finding.manifest, side.brought);
    const covered = new Set(covering(finding, file, waiving?.stood ?? null));
    for (const waiver of covering(finding, file, null)) {
      if (hasEnded(waiver, today)) continue;
      const known = short.get(waiverKey(waiver)) ?? { isForFiles: !covered.has(waiver), count: 0 };
      short.set(waiverKey(waiver), { ...known, count: known.count + 1 });
    }
  }
  return config.waivers
    .flatMap((waiver, index): Notice[] => {
      const known = short.get(waiverKey(waiver));
      if (known === undefined) return [];
      const line = configuration.waiverLines[index] ?? 1;
      const { file } = configuration;
      const message = `The waiver at ${file}:${line} (${waiver.rule}) does not cover ${findings(known.count)}: ${whyShort(waiver, known.isForFiles)}`;
      return [
        { code: 'waiver-exceeded', subject: file, message, place: { kind: 'lines', file, first: line, last: line } },
      ];
    })
    .slice(0, mostSaid);
}

function findings(count: number): string {
  return count === 1 ? '1 finding of this pull request' : `${count} findings of this pull request`;
}

function whyShort({ file = '', object }: ConfiguredWaiver, isForFiles: boolean): string {
  if (isForFiles) return `the object did not stand in ${file} before. Name it with \`object\`.`;
  return object === undefined
    ? 'it did not stand when the waiver was merged, or not as far. A waiver that names the object with `object`, or has `worsened: true`, would.'
    : 'it reaches further than what stood when the waiver was merged. With `worsened: true` it would.';
}
