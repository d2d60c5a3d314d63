/** Lists the findings that rules call fixable, with what their suggestions edit. */
import { type Outcome } from '../../../src/run/conclude/outcome.ts';
import { isKustomization } from '../../../src/sources/kustomize/kustomization-file.ts';
import { type Finding, type Report } from '../../../src/model/report.ts';
import { type Suggestion } from '../../../src/model/suggestion.ts';
import { deploymentsOf } from '../../../src/report/deployments.ts';
import { linesOf } from '../../../src/report/excerpt.ts';
import { ruleOf } from '../../../src/report/fix-wording.ts';
import { noLinks } from '../../../src/report/links.ts';
import { type Diff, diffOf } from '../../../src/publish/diff.ts';
import { planComments, wholeText } from '../../../src/publish/plan.ts';
import { diffOfCommits, nameInPatch } from '../../../src/snapshot/git-diff.ts';
import { type Part, type Subject } from './subjects.ts';

/** A finding whose rule offers a fix, and the result. */
export interface Fixable {
  readonly part: Part;
  readonly subject: string;
  readonly finding: Finding;
  /** What the suggestion edits; null without a suggestion. */
  readonly edit: Edit | null;
  /** Whether its comment in the pull request lets it be applied with a click. */
  readonly clickable: boolean;
}

export const edits = ['values', 'template', 'plain file', 'resource', 'patch', 'declaration'] as const;
export type Edit = (typeof edits)[number];

/** The findings of rules that offer fixes, with a suggestion or the reason for none. */
export async function fixablesOf({ part, name, pull }: Subject, outcome: Outcome): Promise<Fixable[]> {
  const { report } = outcome;
  const rule = ruleOf(outcome.rules);
  const offersFixes = ({ rule: id }: Finding): boolean => rule(id)?.fixRisk !== null;
  const clicks = pull === null ? new Set<string>() : clickable(outcome, await diffIn(pull.directory, report));
  return report.findings
    .filter(({ suggestion, noSuggestion }) => suggestion !== undefined || noSuggestion !== undefined)
    .filter(offersFixes)
    .map((finding) => ({
      part,
      subject: name,
      finding,
      edit: finding.suggestion === undefined ? null : editOf(finding, finding.suggestion, report),
      clickable: clicks.has(finding.fingerprint),
    }));
}

function editOf({ source }: Finding, { file }: Suggestion, { sources }: Report): Edit {
  const kind = sources.find(({ id }) => id === source)?.kind;
  if (kind === 'plain') return 'plain file';
  if (kind === 'kustomize') return isKustomization(file) || /patch/i.test(file) ? 'patch' : 'resource';
  if (/(?:^|\/)templates\//.test(file)) return 'template';
  return sources.some(({ deployment }) => deployment?.file === file) ? 'declaration' : 'values';
}

async function diffIn(directory: string, { base, head }: Report): Promise<Diff> {
  const { files, patch } = await diffOfCommits(directory, base ?? '', head ?? '');
  return diffOf(files, patch, nameInPatch);
}

/** Fingerprints of the findings in comments whose suggestion can be applied with a click. */
function clickable({ report, sources, rules }: Outcome, diff: Diff): ReadonlySet<string> {
  const lines = linesOf(sources);
  const context = { rule: ruleOf(rules), lines, links: noLinks, deployments: deploymentsOf(report) };
  const { comments } = planComments(report, diff, context);
  const taken = comments.filter((comment) => /^`{3,}suggestion$/m.test(wholeText(comment)));
  return new Set(taken.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)));
}
