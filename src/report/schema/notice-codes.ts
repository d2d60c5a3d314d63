/** What the codes of notices mean, as the schema of the report says it. */
import { type NoticeCode } from '../../model/problem.ts';

/** Sentences without their subject, which is the code. */
export const noticeCodes: Readonly<Record<NoticeCode, string>> = {
  'deployed-otherwise': 'at head, something else deploys it than at the base, so it is checked in both ways.',
  'no-longer-deployed': 'the declaration that deployed it is gone.',
  'moved-to-environment':
    'objects with findings of severity high or critical moved to the folder of another environment or cluster, and the repository does not say what deploys either folder.',
  'moved-out-of-sight':
    'a file that is read at the base moved to a path that the configuration excludes; it is checked all the same.',
  'defaults-incomplete':
    'a chart that rendered with its defaults alone at the base needs more values now, and is checked only with those that the repository has.',
  'configuration-changed': 'the pull request edits the configuration, and the trusted one applies until the merge.',
  'waiver-ended': 'a waiver that has expired; in a review only if it matches a finding.',
  'waiver-unused': 'a waiver that matches nothing, in an audit of everything without problems.',
  'chart-unmatched': 'an entry of `charts` in the configuration whose path is not that of a chart.',
  'chart-values-missing':
    'an entry of `charts` in the configuration of the pull request names a values file that does not exist.',
  'waiver-orphaned': 'the pull request moves, renames or deletes the file that a waiver is for.',
  'duplicate-key':
    'a map has a key twice, and was checked as the tool that reads the file takes it; in a review only if the base does not have it.',
  'waiver-ending': 'a waiver that ends within 14 days; in a review only if it matches a finding.',
  'waiver-brought': 'a waiver that the pull request adds, and how many findings it would cover once it is merged.',
  'waiver-exceeded':
    'a waiver that matches findings of the pull request and does not cover them, because they reach further than what it accepted.',
  'baseline-fixed': 'entries of the baseline that nothing stands for, in an audit of everything without problems.',
  'baseline-exceeded': 'findings that count because they reach further than their entries in the baseline.',
  'baseline-mandatory':
    'findings that count although the baseline has them, because the organisation made their rules mandatory.',
  'baseline-changed': 'the pull request edits the baseline.',
  'waiver-invalid': 'an annotation that is meant as a waiver and is not one.',
  'workload-unmatched': 'an entry of `workloads` in the configuration is for no object, or its path reaches no pod.',
  'configuration-idle':
    'an entry of `rules` or `environments` in the configuration changes nothing, because its rule is off or it matches nothing.',
  'branch-setting-left':
    'a setting in the configuration of the base branch that does not tighten that of the default branch, and is not taken.',
  'rule-announced': 'findings of a rule that warns today, and denies from a later day on.',
  'extends-left': 'the configuration extends the rules of an organisation, and others are handed in.',
  rollout: 'the rules of the organisation do not block in this repository yet.',
  'tips-compared': 'the clone has no common ancestor of base and head.',
};
