/** kube-score: files and the grade of a check on them. */
import { z } from 'zod';
import { type Suite } from '../expectation.ts';
import { derivedCases } from './derived.ts';

const schema = z.object({
  files: z.array(z.string()),
  check: z.string(),
  grade: z.enum(['GradeAllOK', 'GradeWarning', 'GradeCritical']),
});

export function kubeScore(root: string): Suite {
  const cases = derivedCases(root, schema);
  const expectations = cases.map(({ files, check, grade }) => ({
    check,
    files,
    object: null,
    fails: grade !== 'GradeAllOK',
  }));
  return { name: 'kube-score', checks: cases.map(({ check }) => check), expectations };
}
