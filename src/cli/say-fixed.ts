import { createTwoFilesPatch } from 'diff';
import { type Fixed } from '../fix.ts';
import { type Finding } from '../model.ts';
import { writeJson } from '../report/json.ts';
import { inert } from '../report/text/terminal.ts';

/** What was changed, and what was left and why. A dry run shows the patch. */
export function sayFixed(fixed: Fixed, format: string, dryRun: boolean): string {
  const { files, mended, left, outcome } = fixed;
  if (format === 'json') {
    return writeJson({
      schema: 1,
      files: files.map(({ file }) => file),
      mended: mended.map(brief),
      left: left.map(({ finding, why }) => ({ ...brief(finding), why })),
      report: outcome.report,
    });
  }
  const patches = dryRun
    ? files.map(({ file, before, after }) => createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, '', ''))
    : [];
  const edited = files.map(({ file }) => `${dryRun ? 'would edit' : 'edited'}  ${file}`);
  const remaining = left.map(({ finding, why }) => `left    ${where(finding)}  ${finding.rule}: ${why}`);
  const summary = `${mended.length} findings ${dryRun ? 'would be mended' : 'mended'} in ${files.length} files, ${left.length} left. Rendered and re-evaluated, not run.`;
  return inert(`${[...patches, ...edited, ...remaining, summary].join('\n')}\n`);
}

function brief({ rule, object, message, fingerprint, place }: Finding): object {
  return { rule, object, message, fingerprint, place };
}

function where({ place, source }: Finding): string {
  if (place.kind === 'lines') return `${place.file}:${place.first}`;
  return place.kind === 'file' ? place.file : source;
}
