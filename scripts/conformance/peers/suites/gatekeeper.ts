/** Gatekeeper's library: suites with objects that violate a constraint, or do not. */
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { type Suite } from '../expectation.ts';
import { documentsOf, manifestsBelow } from '../files.ts';

const violations = z.union([z.boolean(), z.enum(['yes', 'no']), z.number()]).optional();
const schema = z.object({
  tests: z.array(
    z.object({
      cases: z.array(
        z.object({
          object: z.string(),
          inventory: z.array(z.string()).default([]),
          assertions: z.array(z.object({ violations })),
        }),
      ),
    }),
  ),
});

export function gatekeeperLibrary(root: string): Suite {
  const suites = manifestsBelow(root, 'library').filter((file) => file.endsWith('/suite.yaml'));
  const expectations = suites.flatMap((file) => {
    const folder = dirname(file);
    return schema.parse(documentsOf(join(root, file))[0]).tests.flatMap(({ cases }) =>
      cases.map(({ object, inventory, assertions }) => ({
        check: checkOf(file),
        files: [object, ...inventory].map((path) => join(folder, path)),
        object: null,
        fails: assertions.some((assertion) => isViolation(assertion.violations)),
      })),
    );
  });
  return { name: 'gatekeeper-library', checks: suites.map(checkOf), expectations };
}

function checkOf(file: string): string {
  return relative('library', dirname(file));
}

/** An assertion without a number of violations wants at least one. */
function isViolation(wanted: z.infer<typeof violations>): boolean {
  return wanted !== false && wanted !== 'no' && wanted !== 0;
}
