/** Lists the findings that rules call fixable, with what their suggestions edit. */
import { type Outcome } from '../../../src/run/conclude/outcome.ts';
import { isKustomization } from '../../../src/sources/kustomize/kustomization-file.ts';
import { type Finding, type Report } from '../../../src/model/report.ts';
import { type Suggestion } from '../../../src/model/suggestion.ts';
import { deploymentsOf } from '../../../src/report/deployments.ts';
import { linesOf } from '../../../src/report/excerpt.ts';
import { ruleOf } from '../../../src/report/fix-wording.ts';
import { noLinks } from '../../../src/report/links.ts';
import { type Diff, hunksOf } from '../../../src/publish/hunks.ts';
import { planComments } from '../../../src/publish/plan.ts';
import { git, type Part, type Subject } from './subjects.ts';

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
  const clicks = pull === null ? new Set<string>() : clickable(outcome, await diffOf(pull.directory, report));
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

async function diffOf(directory: string, { base, head }: Report): Promise<Diff> {
  const range = [base ?? '', head ?? ''];
  const names = await git(directory, 'diff', '--name-only', '--no-renames', ...range);
  const files = names.split('\n').filter((file) => file !== '');
  const diff = new Map<string, ReturnType<typeof hunksOf>>();
  for (const file of files) diff.set(file, hunksOf(await git(directory, 'diff', '--no-renames', ...range, '--', file)));
  return diff;
}

/** Fingerprints of the findings in comments whose suggestion can be applied with a click. */
function clickable({ report, sources, rules }: Outcome, diff: Diff): ReadonlySet<string> {
  const lines = linesOf(sources);
  const context = { rule: ruleOf(rules), lines, links: noLinks, deployments: deploymentsOf(report) };
  const { comments } = planComments(report, diff, new Set(), context);
  const taken = comments.filter(({ body }) => /^`{3,}suggestion$/m.test(body));
  return new Set(taken.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)));
}
