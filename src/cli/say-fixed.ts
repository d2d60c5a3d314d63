/** Formats the result of `plimsoll fix` as text or JSON. */
import { formatPatch, structuredPatch, type StructuredPatchHunk } from 'diff';
import { type FixResult, type FixedFile } from '../run/fix.ts';
import { type Finding } from '../model/report.ts';
import { writeJson } from '../report/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { count } from '../report/labels.ts';
import { remarks } from '../report/remarks.ts';
import { statements } from '../report/statements.ts';
import { printableWords } from '../report/text/terminal.ts';

/** The changed files, and the findings that are left with the reasons. A dry run shows the patch. */
export function sayFixed(fixed: FixResult, format: string, dryRun: boolean, quiet = false): string {
  const { files, fixed: fixedFindings, left, outcome } = fixed;
  const riskOf = (id: string): string | null => outcome.rules.find((rule) => rule.id === id)?.fixRisk ?? null;
  if (format === 'json') {
    return writeJson({
      schema: 1,
      files: files.map(({ file }) => file),
      mended: fixedFindings.map(brief),
      left: left.map(({ finding, why }) => ({ ...brief(finding), why, risk: riskOf(finding.rule) })),
      report: outcome.report,
    });
  }
  const patches = dryRun ? files.flatMap(patchOf) : [];
  const edited = files.map(({ file }) => `${dryRun ? 'would edit' : 'edited'}  ${file}`);
  const remaining = leftLines(left);
  const unseen = new Set(
    outcome.report.problems.map(({ stage, code, message }) => `unseen  ${stage}/${code}: ${message}`),
  );
  const unchecked = unseen.size === 0 ? '' : ` ${count(unseen.size, 'thing')} could not be checked.`;
  const remains = listed(left.map(({ finding }) => finding));
  const proof = files.length === 0 ? '' : ' Rendered and re-evaluated, not run.';
  const summary = `${count(listed(fixedFindings), 'finding')} ${dryRun ? 'would be fixed' : 'fixed'} in ${count(files.length, 'file')}, ${remains} left.${proof}${unchecked}`;
  if (quiet) return printableWords([...patches, ...remaining, ...unseen].map((line) => `${line}\n`).join(''));
  return printableWords(`${[...patches, ...edited, ...remaining, ...unseen, summary].join('\n')}\n`);
}

/** How many findings a report lists: those that several sources or objects share are one. */
function listed(findings: readonly Finding[]): number {
  return remarks(findings).flatMap(statements).length;
}

/** The patch, with values of Secrets masked. If any are, a note says that this patch can't be applied. */
function patchOf({ file, before, after, shown }: FixedFile): string[] {
  const patch = structuredPatch(`a/${file}`, `b/${file}`, before, after, '', '');
  const hunks = patch.hunks.map((hunk) => ({ ...hunk, lines: shownLines(hunk, shown) }));
  const isMasked = hunks.some(({ lines }, index) => lines.join('\n') !== patch.hunks[index]?.lines.join('\n'));
  const note = `# Values of Secrets in ${file} are masked, so this patch cannot be applied: plimsoll fix makes the edit.`;
  return [...(isMasked ? [note] : []), formatPatch({ ...patch, hunks })];
}

function shownLines({ oldStart, newStart, lines }: StructuredPatchHunk, shown: FixedFile['shown']): string[] {
  const [old, now] = [shown.before.split('\n'), shown.after.split('\n')];
  let [oldLine, newLine] = [oldStart - 1, newStart - 1];
  return lines.map((line) => {
    const mark = line.charAt(0);
    if (mark === '\\') return line;
    const text = mark === '+' ? now[newLine] : old[oldLine];
    if (mark !== '+') oldLine += 1;
    if (mark !== '-') newLine += 1;
    return `${mark}${text ?? ''}`;
  });
}

/** One line for each place and rule: several sources, containers or objects may have the same finding. */
function leftLines(left: FixResult['left']): string[] {
  const groups = groupBy(left, ({ finding }) => `${where(finding)}  ${finding.rule}`);
  return [...groups].map(([place, group]) => {
    const whys = [...new Set(group.map(({ why }) => why))].join(' ');
    const findings = listed(group.map(({ finding }) => finding));
    return `left    ${place}${findings === 1 ? '' : ` (${count(findings, 'finding')})`}: ${whys}`;
  });
}

function brief({ rule, object, message, fingerprint, place }: Finding): object {
  return { rule, object, message, fingerprint, place };
}

function where({ place, source }: Finding): string {
  if (place.kind === 'lines') return `${place.file}:${place.first}`;
  return place.kind === 'file' ? place.file : source;
}
