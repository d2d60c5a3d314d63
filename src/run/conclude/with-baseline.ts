/** Marks the findings of an audit that the baseline has. */
import { type Notice } from '../../model/problem.ts';
import { type Finding } from '../../model/report.ts';
import { isCovered, matchBaseline } from '../../policy/baseline-match.ts';
import { exceededEntries, fixedNotices, mandatoryEntries } from '../../policy/baseline-notices.ts';
import { type Judgement } from '../judge/judgement.ts';
import { type Setting } from '../open/setting.ts';

export interface WithBaseline {
  readonly findings: readonly Finding[];
  /** `isAll`: whether everything was checked, without problems. Only then an entry without a finding is fixed. */
  readonly notices: (isAll: boolean) => readonly Notice[];
}

/**
 * A finding that reaches further than its entry is not covered, nor is one of a rule that the organisation made mandatory. `isWhole`: whether
 * these are all sources.
 */
export function withBaseline(
  findings: readonly Finding[],
  { standing, sources }: Pick<Judgement, 'standing' | 'sources'>,
  { baseline, isMandatory }: Pick<Setting, 'baseline' | 'isMandatory'>,
  isWhole: boolean,
): WithBaseline {
  if (baseline.length === 0) return { findings, notices: () => [] };
  const { entryOf, fixed } = matchBaseline(baseline, standing, isWhole ? new Set(sources.map(({ id }) => id)) : null);
  const open = new Set(findings.flatMap(({ status, fingerprint }) => (status === 'existing' ? [fingerprint] : [])));
  const stillOpen = [...entryOf].filter(([{ fingerprint }]) => open.has(fingerprint));
  const matched = stillOpen.filter(([{ rule }]) => !isMandatory(rule));
  const overruled = stillOpen.flatMap(([finding]) => (isMandatory(finding.rule) ? [finding] : []));
  const covered = new Set(
    matched.flatMap(([finding, entry]) => (isCovered(finding, entry) ? [finding.fingerprint] : [])),
  );
  const exceeded = matched.flatMap(([finding, entry]) => (isCovered(finding, entry) ? [] : [finding]));
  return {
    findings: findings.map((finding) =>
      finding.status === 'existing' && covered.has(finding.fingerprint) ? { ...finding, baseline: true } : finding,
    ),
    notices: (isAll) => [
      ...exceededEntries(exceeded),
      ...mandatoryEntries(overruled),
      ...(isAll ? fixedNotices(fixed, baseline.length) : []),
    ],
  };
}
