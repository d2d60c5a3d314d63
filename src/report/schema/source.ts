/** Schemas of sources, unknowns and notices in the JSON report. */
import { z } from 'zod';
import { type NoticeCode } from '../../model/problem.ts';
import { mainFiles, type Source } from '../../model/source.ts';
import { noticeCodes } from './notice-codes.ts';
import { file, line, objectNameSchema, path, place, severity } from './parts.ts';

export const source = z
  .object({
    id: z.string().describe('The path, then `#` and the comma-joined value files if any.'),
    kind: z.enum(Object.keys(mainFiles) as readonly Source['kind'][]),
    path: z.string().describe('A file (plain) or a folder (helm, kustomize); `.` is the root.'),
    values: z.array(file).readonly().describe("Value files in order; the chart's own values.yaml is not named."),
    target: z.string().describe('The cluster that it is deployed to; `default` if the repository names none.'),
    status: z
      .enum(['rendered', 'partial', 'failed', 'unchanged'])
      .describe(
        '`unchanged`: no file it reads differs from the base. `partial`: rendered without a dependency that could not be fetched.',
      ),
    objects: z.int().min(0).describe('Objects that it renders to.'),
    deployment: z
      .exactOptional(z.object({ name: z.string(), file, line }))
      .describe('What deploys it, and where that is declared; absent if the repository does not say.'),
  })
  .meta({ id: 'Source', description: 'Something that renders to manifests.' });

const hanging = z
  .object({
    rule: z.string().describe('The rule, as `<group>/<rule>`.'),
    severity,
    object: objectNameSchema,
    source: z.string().describe('The `id` of the source that renders the object.'),
    path: path.describe('The full path to the field, whether it exists or not.'),
  })
  .meta({ id: 'HangingFinding', description: 'A finding that is neither reported nor ruled out.' });

export const unknown = z
  .object({
    deployment: z
      .string()
      .describe('The name of the Application, HelmRelease, Kustomization or release; else the id of the source.'),
    target: z.string().describe('The cluster that it deploys to.'),
    file: file.describe('Where it is declared.'),
    line,
    what: z.string().describe('What depends on it: `values`, `chart`, a field of the declaration.'),
    why: z.string().describe('One sentence.'),
    fields: z.int().min(0).describe('How many fields of objects are unknown because of it: they have no findings.'),
    hanging: z
      .array(hanging)
      .readonly()
      .describe('Findings that depend on what this is: they do not count as findings, and are not a pass.'),
    assumed: z
      .int()
      .min(0)
      .describe("How many of the report's findings hold unless this changes them: it is not known what it sets."),
  })
  .meta({ id: 'Unknown', description: 'Something that a deployment depends on and that is not in the repository.' });

export const unread = z
  .object({ file, why: z.string().describe('One sentence.') })
  .meta({ id: 'Unread', description: 'A file that may reach a cluster and that was not checked.' });

export const notice = z
  .object({
    code: z.enum(Object.keys(noticeCodes) as NoticeCode[]).describe(
      Object.entries(noticeCodes)
        .map(([code, meaning]) => `\`${code}\`: ${meaning}`)
        .join(' '),
    ),
    subject: z
      .string()
      .describe('The `id` of a source (the first one that the message names), or a file, or a commit.'),
    message: z.string(),
    place: z.exactOptional(place),
  })
  .meta({ id: 'Notice', description: 'A note that never changes the verdict.' });
