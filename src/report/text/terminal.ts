/** Makes text safe for a terminal and a job's log, and wraps or crops it. */
import { spellOut, spellOutInText } from '../control-characters.ts';

/** Outside text as one line for a terminal, without anything that could move the cursor or reorder the line. */
export function terminalText(text: string): string {
  return spellOut(text.replaceAll('\t', '  '));
}

/**
 * Makes lines harmless for the Actions runner, which executes `::…` at the beginning of a line and `##[…]` anywhere in
 * it as commands (github.com/actions/runner, ActionCommand.TryParseV2 and TryParse). `##vso[…]` is for Azure Pipelines.
 */
export function inert(output: string): string {
  return output.replace(/^(\s*):(?=:)/gm, '$1:\u200b').replace(/##(?=\w*\[)/g, '##\u200b');
}

/** The zero-width space that Plimsoll inserts to break commands and, in Markdown, links. */
const OWN_BREAK = /\u200b/;
const OWN_BREAK_OR_COLOR = /\u200b|\u001b\[\d{1,2}m/;

/** The text with all hidden characters escaped, except line breaks, tabs, and those that Plimsoll inserted. */
export function printable(text: string, colored = false): string {
  return inert(spellOutInText(text, colored ? OWN_BREAK_OR_COLOR : OWN_BREAK));
}

/** The same for text into which Plimsoll inserted nothing. */
export function printableWords(text: string): string {
  return inert(spellOutInText(text));
}

/** Breaks text at spaces into lines of at most `width` columns; a longer word gets a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Truncates to `width` columns, ending with `…`. */
export function crop(text: string, width: number): string {
  if (text.length <= width) return text;
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
