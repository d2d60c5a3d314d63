/** Separates notices about deployments from other notices. */
import { type Notice } from '../model/problem.ts';

const ofDeployment: readonly Notice['code'][] = [
  'deployed-otherwise',
  'no-longer-deployed',
  'moved-to-environment',
  'moved-out-of-sight',
  'defaults-incomplete',
];

/** The notices about deployments, and the others. */
export function parted(notices: readonly Notice[]): {
  readonly deployed: readonly Notice[];
  readonly others: readonly Notice[];
} {
  const isOfDeployment = ({ code }: Notice): boolean => ofDeployment.includes(code);
  return {
    deployed: notices.filter(isOfDeployment),
    others: notices.filter((notice) => !isOfDeployment(notice)),
  };
}
