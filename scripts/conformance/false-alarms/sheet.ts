/** The drawn findings as a text to read: each with the lines that it stands on, and its fix. */
import { type Lines } from '../../../src/model/problem.ts';
import { type Drawn } from './draw.ts';

/** Lines shown before and after the line of the finding. */
const around = 12;

export function sheetOf(drawn: readonly Drawn[]): string {
  return drawn.map((one, index) => [`## ${index + 1}. ${one.label}`, '', ...partsOf(one), ''].join('\n')).join('\n');
}

function partsOf({ finding, text }: Drawn): string[] {
  const { severity, enforcement, status, lost, message, place, risk, suggestion, noSuggestion } = finding;
  return [
    `${severity}, ${enforcement}, ${status}${lost === undefined ? '' : ', lost'}`,
    message,
    ...(risk?.reasons ?? []).map((reason) => `Risk: ${reason}`),
    ...(suggestion === undefined ? [] : [`Fix: ${JSON.stringify(suggestion)}`]),
    ...(noSuggestion === undefined ? [] : [`No fix: ${noSuggestion}`]),
    '',
    ...(text === null || place.kind !== 'lines' ? [] : linesAround(text, place)),
  ];
}

function linesAround(text: string, { first, last }: Lines): string[] {
  const from = Math.max(0, first - 1 - around);
  const shown = text.split('\n').slice(from, last + around);
  return shown.map((each, index) => {
    const number = from + index + 1;
    return `${number >= first && number <= last ? '>' : ' '} ${String(number).padStart(4)}  ${each}`;
  });
}
