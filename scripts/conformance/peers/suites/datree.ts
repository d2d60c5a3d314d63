/** Datree: a folder for each rule's number, with folders of files that pass and fail. */
import { join } from 'node:path';
import { z } from 'zod';
import { type Suite } from '../expectation.ts';
import { documentsOf, foldersIn, manifestsBelow } from '../files.ts';

const tests = 'pkg/policy/tests';
const schema = z.object({ rules: z.array(z.object({ id: z.number(), uniqueName: z.string() })) });

export function datree(root: string): Suite {
  const { rules } = schema.parse(documentsOf(join(root, 'pkg/defaultRules/defaultRules.yaml'))[0]);
  const names = new Map(rules.map(({ id, uniqueName }) => [String(id), uniqueName]));
  const expectations = foldersIn(join(root, tests)).flatMap((id) =>
    ['pass', 'fail'].flatMap((outcome) =>
      manifestsBelow(root, join(tests, id, outcome)).map((file) => ({
        check: names.get(id) ?? id,
        files: [file],
        object: null,
        fails: outcome === 'fail',
      })),
    ),
  );
  return { name: 'datree', checks: [...names.values()], expectations };
}
