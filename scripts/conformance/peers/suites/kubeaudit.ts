/**
 * kubeaudit: a file, and the results of one auditor on it. What the auditor does not report passes. What a label of
 * kubeaudit's own excuses is left out.
 */
import { z } from 'zod';
import { type Suite } from '../expectation.ts';
import { derivedCases } from './derived.ts';
import { type AuditCase, namedCases } from './kubeaudit-names.ts';

const schema = z.object({ auditor: z.string(), file: z.string(), expected: z.array(z.string()) });
const excused = /^override\.GetOverriddenResultName\((.*)\)$/;
/** Results that say nothing about the object. */
const remarks = ['kubeaudit.RedundantAuditorOverride', 'ImageCorrect'];

export function kubeaudit(root: string): Suite {
  const cases: readonly AuditCase[] = [...derivedCases(root, schema), ...namedCases(root)];
  const checksOf = (auditor: string): string[] => [
    ...new Set(
      cases
        .filter((each) => each.auditor === auditor)
        .flatMap(({ expected }) => expected.map((result) => result.replace(excused, '$1')))
        .filter((result) => !remarks.includes(result)),
    ),
  ];
  const expectations = cases.flatMap(({ auditor, file, expected }) => {
    const isExcused = expected.some((result) => excused.test(result));
    return checksOf(auditor).flatMap((check) => {
      const fails = expected.includes(check);
      return isExcused && !fails ? [] : [{ check, files: [file], object: null, fails }];
    });
  });
  const checks = [...new Set(cases.map(({ auditor }) => auditor))].flatMap(checksOf);
  return { name: 'kubeaudit', checks, expectations };
}
