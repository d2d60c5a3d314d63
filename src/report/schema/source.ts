/** Schemas of sources, unknowns and notices in the JSON report. */
import { z } from 'zod';
import { mainFiles, type Source } from '../../model/source.ts';
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
        'waiver-ending',
        'waiver-brought',
        'waiver-exceeded',
        'baseline-fixed',
        'baseline-exceeded',
        'baseline-mandatory',
        'baseline-changed',
        'waiver-invalid',
        'workload-unmatched',
        'configuration-idle',
        'branch-setting-left',
        'rule-announced',
        'extends-left',
        'rollout',
      ])
      .describe(
        '`deployed-otherwise`: at head, something else deploys it than at the base, so it is checked in both ways. `no-longer-deployed`: the declaration that deployed it is gone. `moved-to-environment`: objects with findings of severity high or critical moved to the folder of another environment or cluster, and the repository does not say what deploys either folder. `defaults-incomplete`: a chart that rendered with its defaults alone at the base needs more values now, and is checked only with those that the repository has. `configuration-changed`: the pull request edits the configuration, and the trusted one applies until the merge. `waiver-ended`: a waiver that has expired; in a review only if it matches a finding. `waiver-unused`: a waiver that matches nothing, in an audit of everything without problems. `chart-unmatched`: an entry of `charts` in the configuration whose path is not that of a chart. `chart-values-missing`: an entry of `charts` in the configuration of the pull request names a values file that does not exist. `waiver-orphaned`: the pull request moves, renames or deletes the file that a waiver is for. `duplicate-key`: a map has a key twice, and was checked as the tool that reads the file takes it; in a review only if the base does not have it. `waiver-ending`: a waiver that ends within 14 days; in a review only if it matches a finding. `waiver-brought`: a waiver that the pull request adds, and how many findings it would cover once it is merged. `waiver-exceeded`: a waiver that matches findings of the pull request and does not cover them, because they reach further than what it accepted. `baseline-fixed`: entries of the baseline that nothing stands for, in an audit of everything without problems. `baseline-exceeded`: findings that count because they reach further than their entries in the baseline. `baseline-mandatory`: findings that count although the baseline has them, because the organisation made their rules mandatory. `baseline-changed`: the pull request edits the baseline. `waiver-invalid`: an annotation that is meant as a waiver and is not one. `workload-unmatched`: an entry of `workloads` in the configuration is for no object, or its path reaches no pod. `configuration-idle`: an entry of `rules` or `environments` in the configuration changes nothing, because its rule is off or it matches nothing. `branch-setting-left`: a setting in the configuration of the base branch that does not tighten that of the default branch, and is not taken. `rule-announced`: findings of a rule that warns today, and denies from a later day on. `extends-left`: the configuration extends the rules of an organisation, and others are handed in. `rollout`: the rules of the organisation do not block in this repository yet. `tips-compared`: the clone has no common ancestor of base and head.',
      ),
    subject: z
      .string()
      .describe('The `id` of a source (the first one that the message names), or a file, or a commit.'),
    message: z.string(),
    place: z.exactOptional(place),
  })
  .meta({ id: 'Notice', description: 'A note that never changes the verdict.' });
