/** Puts together what `plimsoll doctor` says. */
import { ownFile } from '../policy/trust.ts';
import { type Report, type Unread } from '../model/report.ts';
import { type Advice, consider, good, inArea, mend, type Said } from './advice.ts';
import { checkOwners } from './check-owners.ts';
import { type SetUp } from './repository.ts';
import { checkSeen, seenIn, type Seen } from './seen.ts';
import { checkWorkflows } from './workflow/check-workflows.ts';

/** What an audit of the work tree gave; `invalid` if the configuration is wrong, with its messages. */
export type Looked =
  | { readonly kind: 'audited'; readonly report: Report; readonly unread: readonly Unread[] }
  | { readonly kind: 'invalid'; readonly messages: readonly string[] };

/** The result of `plimsoll doctor`. */
export interface Diagnosis {
  /** `mend` if there is something to mend. */
  readonly verdict: 'good' | 'mend';
  /** Null if the configuration is invalid: then nothing was rendered. */
  readonly seen: Seen | null;
  readonly advice: readonly Advice[];
}

/** @param onGitHub what was asked of GitHub; null if it was not asked. */
export function diagnose(setUp: SetUp, looked: Looked, onGitHub: readonly Said[] | null): Diagnosis {
  const advice = [
    ...inArea('sources', looked.kind === 'audited' ? checkSeen(looked.report, looked.unread) : []),
    ...inArea('workflow', checkWorkflows(setUp)),
    ...inArea('configuration', checkConfiguration(setUp, looked)),
    ...inArea('owners', checkOwners(setUp)),
    ...inArea('github', onGitHub ?? []),
  ];
  return {
    verdict: advice.some(({ level }) => level === 'mend') ? 'mend' : 'good',
    seen: looked.kind === 'audited' ? seenIn(looked.report) : null,
    advice,
  };
}

function checkConfiguration({ hasConfiguration }: SetUp, looked: Looked): Said[] {
  if (looked.kind === 'invalid') {
    return looked.messages.map((message) => {
      const line = Number(/^[^:]*:(\d+): /.exec(message)?.[1] ?? 1);
      const remedy = 'Correct it: every run ends with this error. docs/configuration.md lists all keys.';
      return mend('configuration-invalid', message, remedy, { file: ownFile, first: line });
    });
  }
  const notices = (looked.report.notices ?? []).filter(({ place }) => place?.kind !== 'summary' && ofConfig(place));
  const idle = notices.map(({ message, place }) =>
    consider(
      'configuration-idle',
      message,
      'Correct the entry, or remove it.',
      place?.kind === 'lines' ? { file: place.file, first: place.first } : null,
    ),
  );
  const { failOn } = looked.report;
  if (failOn === 'never')
    idle.push(
      mend(
        'configuration-never',
        'failOn is never: no finding fails the check.',
        'Remove it when you have seen enough.',
      ),
    );
  if (hasConfiguration) return [good('configuration', `${ownFile} is valid.`), ...idle];
  const what = `There is no ${ownFile}: everything has its default.`;
  return [good('configuration', what)];
}

function ofConfig(place: { readonly kind: string; readonly file?: string } | undefined): boolean {
  return place?.file === ownFile;
}
