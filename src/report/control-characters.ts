/**
 * Characters that change how text around them is shown: control and format characters (among them bidirectional
 * overrides and terminal escapes), other line breaks, and halves of surrogate pairs.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const HIDDEN_IN_CODE = /[^\P{Cc}\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** A carriage return is no surprise before a line feed. */
const HIDDEN_IN_TEXT = /[^\P{Cc}\t\n\r]|\r(?!\n)|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Spells out every hidden character: an escape becomes `\u{1b}`. Line breaks and tabs are hidden characters too. */
export function spellOut(text: string): string {
  return text.replace(HIDDEN, spelled);
}

/** The same for one line of code, where tabs are what they seem. */
export function spellOutInCode(line: string): string {
  return line.replace(HIDDEN_IN_CODE, spelled);
}

/** The same for text of many lines. `own` are characters, or whole sequences, that we put in ourselves. */
export function spellOutInText(text: string, own?: RegExp): string {
  if (own === undefined) return text.replace(HIDDEN_IN_TEXT, spelled);
  const either = new RegExp(`(${own.source})|${HIDDEN_IN_TEXT.source}`, 'gu');
  return text.replace(either, (found: string, ours: string | undefined) => ours ?? spelled(found));
}

/** Escapes what is hidden in strings of JSON: readers take `\u001b` for the character itself. */
export function escapeHiddenInJson(text: string): string {
  return text.replace(HIDDEN_IN_TEXT, (character) =>
    Array.from({ length: character.length }, (_, index) => hexEscape('u', 4, character.charCodeAt(index))).join(''),
  );
}

/** The same in double quoted strings of YAML, where an escape is a whole character. */
export function escapeHiddenInYaml(text: string): string {
  return text.replace(HIDDEN_IN_TEXT, (character) => hexEscape('U', 8, character.codePointAt(0) ?? 0));
}

function hexEscape(letter: string, digits: number, value: number): string {
  return `\\${letter}${value.toString(16).padStart(digits, '0')}`;
}

/** Whether anything of a text is hidden. */
export function hasHidden(text: string): boolean {
  return text.search(HIDDEN_IN_TEXT) >= 0;
}

function spelled(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
