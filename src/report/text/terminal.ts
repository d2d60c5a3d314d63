import { spellOut } from '../control-characters.ts';

/** Outside text for a terminal: one line, without anything that could move the cursor or reorder the line. */
export function terminalText(text: string): string {
  return spellOut(text.replaceAll('\t', '  '));
}

/**
 * Makes lines inert for the Actions runner, which takes `::…` at a line's beginning and `##[…]` anywhere in it for
 * commands (github.com/actions/runner, ActionCommand.TryParseV2 and TryParse).
 */
export function inert(output: string): string {
  return output.replace(/^(\s*):(?=:)/gm, '$1:\u200b').replaceAll('##[', '##\u200b[');
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
