/** The schema of a problem in the JSON report. */
import { z } from 'zod';
import { type Problem } from '../../model/problem.ts';
import { place } from './parts.ts';

const codes = [
  'base-missing',
  'pull-request-missing',
  'unreadable',
  'submodule',
  'lfs-pointer',
  'rewritten-on-checkout',
  'link-outside',
  'not-utf8',
  'too-large',
  'yaml-syntax',
  'yaml-duplicate-key',
  'yaml-bomb',
  'unknown-kind',
  'not-a-manifest',
  'deployment-invalid',
  'path-outside',
  'chart-invalid',
  'chart-kubernetes-version',
  'chart-dependency-missing',
  'values-missing',
  'values-invalid',
  'values-schema',
  'schema-remote',
  'template-failed',
  'kustomize-failed',
  'remote-refused',
  'fetch-failed',
  'archive-refused',
  'engine-timeout',
  'engine-memory',
  'engine-failed',
  'deadline',
  'rego-invalid',
  'rule-failed',
  'annotation-lost',
  'configuration',
  'usage',
] as const satisfies readonly Problem['code'][];

export const problem = z
  .object({
    stage: z
      .enum(['config', 'snapshot', 'discover', 'render', 'relate', 'evaluate', 'locate', 'suggest', 'publish'])
      .describe('The stage in which it occurred.'),
    code: z.enum(codes).describe('The kind of problem; see [problems](problems.md).'),
    subject: z.string().describe('What could not be checked: a file, a source, a rule.'),
    message: z.string().describe('One sentence: what happened, and what was expected.'),
    place: z.exactOptional(place),
    status: z
      .exactOptional(z.literal('existing'))
      .describe(
        'Present if it also existed at the base and hides nothing that the pull request changes: then it does not fail a review.',
      ),
  })
  .meta({
    id: 'Problem',
    description: 'Something that could not be checked, or not completely: never a pass, never a deny.',
  });
