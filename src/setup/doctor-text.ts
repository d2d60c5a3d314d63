/** Prints a diagnosis for a terminal. */
import type { Colors } from 'picocolors/types';
import { groupBy } from '../foundation/groups.ts';
import { count } from '../report/labels.ts';
import { terminalText, wrap } from '../report/text/terminal.ts';
import { type Advice, type AdviceArea, adviceAreas, type AdviceLevel } from './advice.ts';
import { type Diagnosis } from './doctor.ts';

const titles: Readonly<Record<AdviceArea, string>> = {
  sources: 'What is seen',
  workflow: 'Workflows',
  configuration: 'Configuration',
  owners: 'Code owners',
  github: 'GitHub',
};

/** The column at which messages begin. */
const indent = 10;

export interface DoctorStyle {
  readonly colors: Colors;
  readonly columns: number;
  /** Leave out what is good. */
  readonly quiet: boolean;
}

export function doctorText({ advice, verdict }: Diagnosis, style: DoctorStyle): string {
  const sections = adviceAreas.flatMap((area) => {
    const shown = advice.filter((each) => each.area === area && !(style.quiet && each.level === 'good'));
    if (shown.length === 0) return [];
    const entries = [...groupBy(shown, ({ level, id }) => `${level} ${id}`).values()].map((each) => alike(each, style));
    return [`${style.colors.bold(titles[area])}\n${entries.join('')}`];
  });
  const number = (level: AdviceLevel): number => advice.filter((each) => each.level === level).length;
  const parts = [
    verdict === 'mend' ? `${count(number('mend'), 'thing')} to mend` : 'nothing to mend',
    `${number('consider')} to consider`,
    `${number('unknown')} unknown`,
    `${number('good')} good`,
  ];
  return [...sections, `${parts.join(', ')}.\n`].join('\n');
}

/** Maximum number of entries about the same thing. */
const mostAlike = 10;

function alike(advice: readonly Advice[], style: DoctorStyle): string {
  const left = advice.length - mostAlike;
  const more = left > 0 ? `${' '.repeat(indent)}and ${left} more like it; --format json has all\n` : '';
  return `${advice
    .slice(0, mostAlike)
    .map((each) => entry(each, style))
    .join('')}${more}`;
}

function entry({ level, place, message, remedy }: Advice, { colors, columns }: DoctorStyle): string {
  const paint = { good: colors.green, mend: colors.red, consider: colors.yellow, unknown: colors.dim }[level];
  const at = place === null ? '' : `${place.file}:${place.first}: `;
  // Messages about a place of the sources begin with it.
  const said = message.startsWith(at) ? message : `${at}${message}`;
  const lines = [...wrap(terminalText(said), columns - indent), ...(remedy === null ? [] : fixLines(remedy, columns))];
  const [first = '', ...rest] = lines;
  const tail = rest.map((line) => `${' '.repeat(indent)}${line}\n`).join('');
  return `${paint(level.padEnd(indent))}${first}\n${tail}`;
}

function fixLines(remedy: string, columns: number): readonly string[] {
  return wrap(terminalText(`→ ${remedy}`), columns - indent);
}
