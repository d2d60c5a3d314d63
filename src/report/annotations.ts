/** Formats problems and findings as workflow commands, which GitHub shows as annotations. */
import { type Place, type Problem } from '../model/problem.ts';
import { type Finding, type Report } from '../model/report.ts';
import { count, fewOf, placeLabel } from './labels.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';
import { type Remark } from './remark.ts';
import { remarks } from './remarks.ts';
import { joinedStatements } from './joined-statements.ts';
import { failing } from './tally.ts';
import { workflowCommand } from './workflow-command.ts';

/**
 * GitHub shows ten annotations of each level per step and drops the rest (docs.github.com, workflow commands; runner
 * #1092).
 */
const MOST_OF_A_LEVEL = 10;

type Level = 'error' | 'warning';

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
  readonly place: Place | undefined;
}

/**
 * One workflow command per line, for problems and the given findings. Those over GitHub's limit are counted in a notice
 * that says where to find them.
 */
export function annotations(report: Report, findings: readonly Finding[], elsewhere: string): readonly string[] {
  const holding = new Set(failing(report));
  const all = [
    ...report.problems.map(fromProblem),
    ...remarks(findings).flatMap((remark) =>
      fromRemark(
        remark,
        remark.findings.some((one) => holding.has(one)),
      ),
    ),
  ];
  const shown = (['error', 'warning'] as const).flatMap((level) => {
    return all.filter((one) => one.level === level).slice(0, MOST_OF_A_LEVEL);
  });
  const left = all.length - shown.length;
  const notice =
    left > 0 ? [workflowCommand('notice', {}, `And ${count(left, 'more annotation')}: see ${elsewhere}.`)] : [];
  return [...shown.map(write), ...notice];
}

function fromProblem({ stage, code, subject, message, place }: Problem): Annotation {
  const said = { message: `${message} (${stage}/${code})`, place };
  // What could not be posted was still checked, so the verdict does not change.
  return stage === 'publish'
    ? { level: 'warning', title: `Could not be posted: ${subject}`, ...said }
    : { level: 'error', title: `Could not be checked: ${subject}`, ...said };
}

function fromRemark(remark: Remark, holds: boolean): readonly Annotation[] {
  return joinedStatements(remark).map(({ severity, rules, message, place, places, objects, templates }) => ({
    level: holds ? 'error' : 'warning',
    title: `${severity}: ${rules.join(', ')}`,
    message: `${message} (${[...objects.map(objectLabel), ...templates, ...alsoAt(places)].join(', ')})`,
    place,
  }));
}

function alsoAt([, ...others]: readonly Place[]): string[] {
  return others.length === 0
    ? []
    : [`also at ${fewOf(others.map((place) => placeLabel(place) ?? 'a file that is gone'))}`];
}

function write({ level, title, message, place }: Annotation): string {
  return workflowCommand(level, { ...where(place), title }, message);
}

function where(place: Place | undefined): Readonly<Record<string, string>> {
  if (place === undefined || place.kind === 'summary') return {};
  if (place.kind === 'file') return { file: place.file };
  return { file: place.file, line: String(place.first), endLine: String(place.last) };
}
