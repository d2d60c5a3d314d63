/** Counts what the waivers would cover that a pull request adds to the configuration. */
import { originKindOf } from '../../sources/kinds.ts';
import { choosingFile } from '../../sources/remote/brought.ts';
import { type Compared } from '../../model/finding.ts';
import { type Notice } from '../../model/problem.ts';
import { type BroughtWaiver, broughtText, wouldCover } from '../../policy/config/waiver-brought.ts';
import { type InspectedSide } from '../look/inspected-side.ts';

export function broughtNotices(
  brought: readonly BroughtWaiver[],
  compared: readonly Compared[],
  { side }: Pick<InspectedSide, 'side'>,
): Notice[] {
  const open = compared
    .filter(({ status }) => status !== 'fixed' && status !== 'waived')
    .map((finding) => {
      const { origin } = finding.manifest;
      return { finding, file: choosingFile(finding.manifest, side.brought) ?? originKindOf(origin).file(origin) };
    });
  return brought.map(({ waiver, file, line }): Notice => {
    const covers = wouldCover(waiver);
    const covered = open.filter((each) => covers(each.finding, each.file)).length;
    const message = broughtText(`The waiver at ${file}:${line} (${waiver.rule})`, covered);
    return { code: 'waiver-brought', subject: file, message, place: { kind: 'lines', file, first: line, last: line } };
  });
}
