/** Character classes as in libyaml. A NUL marks the end of the text; no other NUL is ever read. */

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const NEL = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

export function isEnd(code: number): boolean {
  return code === 0;
}

/** YAML 1.1 has five line break characters; YAML 1.2, editors and git have two. */
export function isBreak(code: number): boolean {
  return code === LF || code === CR || code === NEL || code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR;
}

export function isBreakOrEnd(code: number): boolean {
  return isBreak(code) || code === 0;
}

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** The first comparison decides for nearly every character of a manifest. */
export function isBlankOrEnd(code: number): boolean {
  return !(code > SPACE && code < 0x7f) && (isBlank(code) || isBreakOrEnd(code));
}

/** The characters of anchor names, directives and tag handles. */
export function isWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || isDigit(code) || code === 0x5f || code === 0x2d
  );
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isHex(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

/** The first of the two units of a character beyond U+FFFF. */
export function isSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xd800;
}
