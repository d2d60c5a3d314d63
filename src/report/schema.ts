/** The schema of the JSON report. */
import { ruleSets, severities } from '../model/rule.ts';
import { z } from 'zod';
import { type Report } from '../model/report.ts';
import { finding } from './schema/finding.ts';
import { problem } from './schema/problem.ts';
import { posture } from './schema/posture.ts';
import { notice, source, unknown, unread } from './schema/source.ts';

const amount = (what: string) => z.int().min(0).describe(what);

const counts = z
  .object({
    files: amount('Files read.'),
    sources: amount('Sources found.'),
    objects: amount('Objects rendered, at head.'),
    rules: amount('Rules run.'),
    rulesIfLost: amount(
      'Other rules that report only the protections that the change takes away; absent if there are none.',
    ).exactOptional(),
    rulesOff: amount(
      'Rules that are off: not in the chosen sets, or switched off; absent if there are none.',
    ).exactOptional(),
    evaluations: amount('Evaluations of a rule on an object, at base and head.'),
    removed: amount(
      'Sources of the base that the head does not have; present only in a review that removes some.',
    ).exactOptional(),
  })
  .meta({ id: 'Counts', description: 'What was checked.' });

const commit = z.string().nullable();

/** The fields of the report and their meaning. schema/report.schema.json and docs/report.md are generated from this. */
export const reportSchema = z
  .object({
    schema: z
      .literal(1)
      .describe('The version of this format. Keys may be added; readers should ignore keys that they do not know.'),
    tool: z.object({ name: z.literal('plimsoll'), version: z.string() }),
    mode: z.enum(['review', 'audit']),
    base: commit.describe('The commit that head is compared with: in a review, the merge base; null for a folder.'),
    head: commit.describe('The commit that was checked; null for a folder.'),
    trustRoot: commit
      .exactOptional()
      .describe(
        'The commit that the configuration comes from: in a review, the tip of the default branch; null if it comes from a file or folder.',
      ),
    kubernetesVersion: z.string().describe('The Kubernetes version that objects were rendered and checked for.'),
    failOn: z.enum([...severities, 'never']).describe('The lowest severity that fails.'),
    ruleSets: z
      .array(z.enum(['all', ...ruleSets]))
      .readonly()
      .exactOptional()
      .describe('The sets of rules that ran (`rules.sets`, or --sets); absent if the configuration could not be read.'),
    verdict: z
      .enum(['pass', 'fail', 'error'])
      .describe('`error`: something could not be checked, whatever else was found.'),
    rollout: z
      .object({
        stage: z
          .enum(['observe', 'comment', 'gate'])
          .describe(
            '`observe`: nothing is posted, and the verdict is `pass`. `comment`: it is posted, and the verdict is `pass`. `gate`: the verdict decides.',
          ),
        verdict: z.enum(['pass', 'fail', 'error']).describe('What the verdict is, or would be, in the stage `gate`.'),
      })
      .exactOptional()
      .describe("How far the organisation's rules are in this repository; absent if they have no rollout."),
    policies: z
      .object({
        digest: z
          .string()
          .describe('A digest of the configuration that counts, of the rules, and of the version of Plimsoll.'),
      })
      .exactOptional()
      .describe('What was applied; absent if the configuration could not be read.'),
    counts,
    sources: z.array(source).readonly(),
    findings: z.array(finding).readonly(),
    posture,
    unknown: z
      .array(unknown)
      .readonly()
      .describe('What could not be known about the checked deployments. It is not guessed, and it is not a problem.'),
    unread: z
      .array(unread)
      .readonly()
      .exactOptional()
      .describe('Changed files that may reach a cluster and that were not checked. They never change the verdict.'),
    notices: z
      .array(notice)
      .readonly()
      .exactOptional()
      .describe('Notes on the configuration, the commits and the deployments. They never change the verdict.'),
    problems: z.array(problem).readonly(),
  })
  .meta({
    id: 'Report',
    title: 'Plimsoll report',
    description: 'Everything that Plimsoll reports.',
  }) satisfies z.ZodType<Report>;

/** The JSON Schema (draft 2020-12). Unknown keys are allowed everywhere. */
export function reportJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(reportSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // Both come from TypeScript and JavaScript, and say nothing about the report.
      delete jsonSchema.readOnly;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}
