/** Applies the stage of a rollout to a verdict. */
import { type Notice } from '../../model/problem.ts';
import { type RolloutResult, type Verdict } from '../../model/report.ts';
import { type Layered } from '../../policy/layers/layered.ts';
import { type ExitCode } from '../../policy/verdict.ts';

export interface RolledOut {
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly rollout: RolloutResult | null;
}

/** Before the stage `gate`, every verdict is a pass, and the result says what it would be. */
export function rolledOut(stage: RolloutResult['stage'] | null, verdict: Verdict, exitCode: ExitCode): RolledOut {
  if (stage === null) return { verdict, exitCode, rollout: null };
  const rollout = { stage, verdict };
  return stage === 'gate' ? { verdict, exitCode, rollout } : { verdict: 'pass', exitCode: 0, rollout };
}

const wouldBe: Readonly<Record<Verdict, string>> = {
  pass: 'It would pass now.',
  fail: 'It would fail now.',
  error: 'It would end with an error now, because something could not be checked.',
};

/** Says that nothing blocks yet, and what would. */
export function rolloutNotice(
  { organisation }: Pick<Layered, 'organisation' | 'rollout'>,
  { rollout }: RolledOut,
): Notice[] {
  if (organisation === null || rollout === null || rollout.stage === 'gate') return [];
  const { file, origin } = organisation.given;
  const message = `The rules of ${origin} do not block here yet: this repository is in the stage ${rollout.stage}. ${wouldBe[rollout.verdict]}`;
  return [{ code: 'rollout', subject: file, message }];
}
