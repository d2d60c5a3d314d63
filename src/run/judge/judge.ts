/** Locates findings, finds their suggestions, and gives all results of some sources. */
import { type Notice, type Problem } from '../../model/problem.ts';
import { withStanding } from './standing-problems.ts';
import { distinctBy } from '../../foundation/groups.ts';
import { type InspectedSide, waiverAt, waiversUsed } from '../look/inspected-side.ts';
import { baselineEntryOf } from '../../policy/baseline-entry.ts';
import { duplicatesRead } from '../../sources/duplicate-keys.ts';
import { isExcused } from '../../sources/helm/render/defaults.ts';
import { type Setting } from '../open/setting.ts';
import { unknownIn, type Weight } from './unknown.ts';
import { annotationNotices } from './annotation-notices.ts';
import { askedByLabels, listing, onlyIfLost } from './asked-levels.ts';
import { type Judgement } from './judgement.ts';
import { type JudgeInput } from './judge-input.ts';
import { postureOf } from './posture.ts';
import { findingsOf } from './located-findings.ts';
import { reportedSource } from './reported-source.ts';

/** Locates the findings and finds suggestions; gives everything that the report needs about these sources. */
export async function judge(input: JudgeInput): Promise<Judgement> {
  const { base, head, setting } = input;
  const { borders } = setting;
  const findings = await findingsOf(input);
  return {
    sources: [...head.renderings.filter((each) => !isExcused(each)), ...head.unchanged].map(reportedSource),
    findings,
    posture: postureOf(base, head, setting),
    unknown: borders.aroundNow(
      { stage: 'evaluate', subject: 'what depends on unknown values' },
      () => unknownIn(head, findings, weightIn(head, setting, base === null)),
      () => [],
    ),
    waivers: waiversUsed(head, input.compared, setting),
    problems: [...head.evaluated.problems, ...(await renderProblems(input))],
    notices: [...(await newNotices(input)), ...(await waiverNoticesOf(input))],
    evaluations: head.evaluated.evaluations,
    standing: base === null ? input.compared.map(baselineEntryOf) : [],
  };
}

function renderProblems({ base, head, setting }: JudgeInput): Promise<readonly Problem[]> {
  const all = (): readonly Problem[] => head.renderings.flatMap(({ problems }) => problems);
  if (base === null || setting.config.failOnExistingProblems) return Promise.resolve(all());
  const part = { stage: 'evaluate', subject: 'which problems existed before' } as const;
  return setting.borders.around(part, () => withStanding(base, head), all);
}

/** Notices about the files that were read, without those that base has as well. */
function newNotices({ base, head, setting }: JudgeInput): Promise<readonly Notice[]> {
  return setting.borders.around(
    { stage: 'evaluate', subject: 'keys that are written twice' },
    async () => {
      const now = await noticesOf(head);
      if (base === null || now.length === 0) return now;
      const before = new Set((await noticesOf(base)).map(withoutLine));
      return now.filter((notice) => !before.has(withoutLine(notice)));
    },
    () => [],
  );
}

function waiverNoticesOf(input: JudgeInput): Promise<readonly Notice[]> {
  return input.setting.borders.around(
    { stage: 'evaluate', subject: 'waivers in annotations' },
    () => annotationNotices(input),
    () => [],
  );
}

async function noticesOf({ renderings, side }: InspectedSide): Promise<Notice[]> {
  const sources = renderings.flatMap(({ source, status }) => (status === 'rendered' ? [source] : []));
  const all = [...renderings.flatMap(({ notices = [] }) => notices), ...(await duplicatesRead(sources, side.texts))];
  return distinctBy(all, ({ message }) => message);
}

function withoutLine({ message }: Notice): string {
  return message.replace(/:\d+(?=:)/, '');
}

/** In a review, the possible findings are those that may be reported. */
function weightIn(head: InspectedSide, setting: Setting, isAudit: boolean): Weight {
  const waiverOf = waiverAt(head, setting);
  const askedBy = askedByLabels([head], setting);
  const [isOnlyIfLost, isListed] = [onlyIfLost(setting, askedBy), listing(askedBy)];
  return (finding) => {
    if (!isListed(finding) || waiverOf(finding, 'new') !== null || (isAudit && isOnlyIfLost(finding))) return null;
    return setting.standing(finding.rule)?.severity ?? null;
  };
}
