/** Schemas of sources, unknowns, notices and posture in the JSON report. */
import { z } from 'zod';
import { file, line, objectNameSchema, path, place, severity } from './parts.ts';

export const source = z
  .object({
    id: z.string().describe('The path, then `#` and the comma-joined value files if any.'),
    kind: z.enum(['plain', 'helm', 'kustomize']),
    path: z.string().describe('A file (plain) or a folder (helm, kustomize); `.` is the root.'),
    values: z.array(file).readonly().describe("Value files in order; the chart's own values.yaml is not named."),
    target: z.string().describe('The cluster that it goes to; `default` where the repository names none.'),
    status: z
      .enum(['rendered', 'partial', 'failed', 'unchanged'])
      .describe(
        '`unchanged`: no file it reads differs from the base. `partial`: rendered without a dependency that could not be had.',
      ),
    objects: z.int().min(0).describe('Objects that it renders to.'),
    deployment: z
      .exactOptional(z.object({ name: z.string(), file, line }))
      .describe('What deploys it, and where that is declared; absent where the repository does not say.'),
  })
  .meta({ id: 'Source', description: 'Something that renders to manifests.' });

const hanging = z
  .object({
    rule: z.string().describe('The rule, as `<group>/<rule>`.'),
    severity,
    object: objectNameSchema,
    source: z.string().describe('The `id` of the source that renders the object.'),
    path: path.describe('The full path to the field, whether it is there or missing.'),
  })
  .meta({ id: 'HangingFinding', description: 'A finding that is neither made nor ruled out.' });

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
    fields: z.int().min(0).describe('How many fields of objects are unknown for it: no finding stands on them.'),
    hanging: z
      .array(hanging)
      .readonly()
      .describe('What would be found, or not, as this is one thing or another: no findings, and no pass.'),
    assumed: z
      .int()
      .min(0)
      .describe("How many of the report's findings hold unless this says otherwise: what it sets is not known."),
  })
  .meta({ id: 'Unknown', description: 'What a deployment depends on and that cannot be seen in the repository.' });

export const unread = z
  .object({ file, why: z.string().describe('One sentence.') })
  .meta({ id: 'Unread', description: 'A file that may reach a cluster and that nothing here reads.' });

export const notice = z
  .object({
    code: z
      .enum([
        'configuration-changed',
        'waiver-ended',
        'waiver-unused',
        'chart-unmatched',
        'tips-compared',
        'deployed-otherwise',
        'no-longer-deployed',
        'moved-to-environment',
        'chart-values-missing',
        'waiver-orphaned',
        'defaults-incomplete',
        'duplicate-key',
      ])
      .describe(
        '`deployed-otherwise`: head says otherwise than the base who deploys it, so that it is looked at in both ways. `no-longer-deployed`: the declaration that deployed it is gone. `moved-to-environment`: objects with grave findings moved to the folder of another environment or cluster, and nothing says who deploys either folder. `defaults-incomplete`: a chart that rendered with its defaults alone at the base needs more values now, and is looked at only with those that the repository has. `configuration-changed`: the pull request edits the configuration, and the trusted one decides until it is merged. `waiver-ended`: a waiver whose last day is past, in a review only where it spoke of something found. `waiver-unused`: a waiver that nothing needs, in an audit of everything without problems. `chart-unmatched`: an entry of `charts` in the configuration whose path is that of no chart. `chart-values-missing`: an entry of `charts` in the configuration of the pull request names a values file that does not exist. `waiver-orphaned`: the pull request moves, renames or deletes the file that a waiver is for. `duplicate-key`: a map has a key twice, and was looked at as whoever reads the file takes it; in a review only where the base has it not. `tips-compared`: the clone has no common ancestor of base and head.',
      ),
    subject: z
      .string()
      .describe('The `id` of a source, of several the first that the message names; else a file, or a commit.'),
    message: z.string(),
    place: z.exactOptional(place),
  })
  .meta({ id: 'Notice', description: 'What is said and never a verdict.' });

const level = z.enum(['privileged', 'baseline', 'restricted']).nullable();

export const workload = z
  .object({
    object: objectNameSchema,
    source: z.string().describe('The `id` of its source.'),
    psa: z
      .object({ before: level, after: level })
      .describe(
        'The strictest Pod Security level that the pod template meets; null where the workload does not exist.',
      ),
    unknown: z.exactOptional(
      z
        .literal(true)
        .describe('`after` is null as what deployed it cannot be seen at head: the workload may still exist.'),
    ),
  })
  .meta({ id: 'WorkloadPosture', description: 'What the change does to a workload.' });
