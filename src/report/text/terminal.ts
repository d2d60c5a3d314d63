import { spellOut, spellOutInText } from '../control-characters.ts';

/** Outside text for a terminal: one line, without anything that could move the cursor or reorder the line. */
export function terminalText(text: string): string {
  return spellOut(text.replaceAll('\t', '  '));
}

/**
 * Makes lines inert for the Actions runner, which takes `::…` at a line's beginning and `##[…]` anywhere in it for
 * commands (github.com/actions/runner, ActionCommand.TryParseV2 and TryParse); `##vso[…]` is Azure Pipelines'.
 */
export function inert(output: string): string {
  return output.replace(/^(\s*):(?=:)/gm, '$1:\u200b').replace(/##(?=\w*\[)/g, '##\u200b');
}

/** The width without a width that breaks commands and, in Markdown, links. */
const OWN_BREAK = /\u200b/;
const OWN_BREAK_OR_COLOR = /\u200b|\u001b\[\d{1,2}m/;

/** What is left of a text that may be printed: nothing hidden but line breaks, tabs, and what we put in ourselves. */
export function printable(text: string, colored = false): string {
  return inert(spellOutInText(text, colored ? OWN_BREAK_OR_COLOR : OWN_BREAK));
}

/** The same for words of others that nothing of ours was put into. */
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

/** Cuts to `width` columns, saying so by `…`. */
export function crop(text: string, width: number): string {
  if (text.length <= width) return text;
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
