/**
 * Characters that change how text around them is shown: control and format characters (among them bidirectional
 * overrides and terminal escapes), other line breaks, and halves of surrogate pairs.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const HIDDEN_IN_CODE = /[^\P{Cc}\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Spells out every hidden character: an escape becomes `\u{1b}`. Line breaks and tabs are hidden characters too. */
export function spellOut(text: string): string {
  return text.replace(HIDDEN, spelled);
}

/** The same for one line of code, where tabs are what they seem. */
export function spellOutInCode(line: string): string {
  return line.replace(HIDDEN_IN_CODE, spelled);
}

function spelled(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
