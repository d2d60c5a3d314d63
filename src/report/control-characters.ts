/** Escapes control and format characters in text, code, JSON and YAML. */

/**
 * Characters that change how text around them is displayed: control and format characters (including bidirectional
 * overrides and terminal escapes), unusual line breaks, and single surrogates.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const HIDDEN_IN_CODE = /[^\P{Cc}\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** A carriage return before a line feed is allowed. */
const HIDDEN_IN_TEXT = /[^\P{Cc}\t\n\r]|\r(?!\n)|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Replaces every hidden character, including line breaks and tabs, by its code: an escape becomes `\u{1b}`. */
export function spellOut(text: string): string {
  return text.replace(HIDDEN, spelled);
}

/** The same for one line of code, where tabs are allowed. */
export function spellOutInCode(line: string): string {
  return line.replace(HIDDEN_IN_CODE, spelled);
}

/**
 * The same for text of many lines. `own` matches characters or sequences that Plimsoll itself inserted, which are kept.
 */
export function spellOutInText(text: string, own?: RegExp): string {
  if (own === undefined) return text.replace(HIDDEN_IN_TEXT, spelled);
  const either = new RegExp(`(${own.source})|${HIDDEN_IN_TEXT.source}`, 'gu');
  return text.replace(either, (found: string, ours: string | undefined) => ours ?? spelled(found));
}

/** Escapes hidden characters in JSON strings. Parsers read `\u001b` as the character itself. */
export function escapeHiddenInJson(text: string): string {
  return text.replace(HIDDEN_IN_TEXT, (character) =>
    Array.from({ length: character.length }, (_, index) => hexEscape('u', 4, character.charCodeAt(index))).join(''),
  );
}

/** The same for double-quoted YAML strings, where one escape is a whole character. */
export function escapeHiddenInYaml(text: string): string {
  return text.replace(HIDDEN_IN_TEXT, (character) => hexEscape('U', 8, character.codePointAt(0) ?? 0));
}

function hexEscape(letter: string, digits: number, value: number): string {
  return `\\${letter}${value.toString(16).padStart(digits, '0')}`;
}

/** Whether a text has hidden characters. */
export function hasHidden(text: string): boolean {
  return text.search(HIDDEN_IN_TEXT) >= 0;
}

function spelled(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
