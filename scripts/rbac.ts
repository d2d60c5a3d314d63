/**
 * Compares what the facts about RBAC allow with what Kubernetes' own authorizer allows, for generated clusters. Needs Go.
 *
 *     npx tsx scripts/rbac.ts [--count 5000] [--seed 1] [--write FILE] [--built-in]
 *
 * `--write` stores Kubernetes' answers in the form of __tests__/relate/golden/rbac.json. `--built-in` only writes the roles and
 * bindings that Kubernetes creates itself to src/facts/built-in-roles.json; otherwise they are compared with it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { storedText } from '../src/facts/built-in-table.ts';
import { builtInFile, builtInUpstream } from './conformance/built-in-roles.ts';
import { isAsAuthorized, rbacLines, rbacRun } from './conformance/rbac.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    write: { type: 'string' },
    'built-in': { type: 'boolean', default: false },
  },
});
const upstream = storedText(builtInUpstream());
const isKnown = readFileSync(builtInFile, 'utf8') === upstream;
if (values['built-in']) {
  writeFileSync(builtInFile, upstream);
  process.exit();
}
const run = rbacRun(Number(values.count), Number(values.seed));
if (values.write !== undefined)
  writeFileSync(
    values.write,
    `${JSON.stringify({ seed: Number(values.seed), answers: run.map(({ theirs }) => theirs) }, null, 2)}\n`,
  );
process.stdout.write(`${rbacLines(run).join('\n')}\n`);
process.stdout.write(
  `    Kubernetes' own roles and bindings ${isKnown ? 'are as' : 'differ from'} those of its source\n`,
);
process.exitCode = isAsAuthorized(run) && isKnown ? 0 : 1;
