/** The tokens that the scanner gives to the parser. */

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export type TokenType =
  | 'stream-end'
  | 'version-directive'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

/** Offsets are UTF-16 units of the document; `end` is exclusive. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** A scalar's text, an anchor's name, a tag's or directive's handle, a version; else empty. */
  readonly value: string;
  /** The suffix behind a tag's handle; in a directive, the prefix. */
  readonly suffix: string;
  readonly style: ScalarStyle | null;
}

export function token(type: TokenType, start: number, end: number, value = '', suffix = ''): Token {
  return { type, start, end, value, suffix, style: null };
}

export function scalarToken(style: ScalarStyle, start: number, end: number, value: string): Token {
  return { type: 'scalar', start, end, value, suffix: '', style };
}
