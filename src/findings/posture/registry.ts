/** The families of posture. */
import { type Rule } from '../../model/rule.ts';
import { type PostureDefinition } from './definition.ts';
import { podSecurityLevel } from './pod-security-level.ts';

/** In the order of reports. */
export const postureFamilies: readonly PostureDefinition[] = [podSecurityLevel];

/** Whether a family depends on findings of this rule. */
export function isReadByPosture(rule: Rule): boolean {
  return postureFamilies.some(({ reads }) => reads(rule));
}
