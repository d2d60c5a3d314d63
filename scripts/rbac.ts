/**
 * Compares what the facts about RBAC allow with what Kubernetes' own authorizer allows, for generated clusters. Needs Go.
 *
 *     npx tsx scripts/rbac.ts [--count 5000] [--seed 1] [--write FILE]
 *
 * `--write` stores Kubernetes' answers in the form of __tests__/relate/golden/rbac.json.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isAsAuthorized, rbacLines, rbacRun } from './conformance/rbac.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    write: { type: 'string' },
  },
});
const run = rbacRun(Number(values.count), Number(values.seed));
if (values.write !== undefined)
  writeFileSync(
    values.write,
    `${JSON.stringify({ seed: Number(values.seed), answers: run.map(({ theirs }) => theirs) }, null, 2)}\n`,
  );
process.stdout.write(`${rbacLines(run).join('\n')}\n`);
process.exitCode = isAsAuthorized(run) ? 0 : 1;
