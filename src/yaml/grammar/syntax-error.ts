/** Why a document has no value. The message is libyaml's, as kubectl and Helm print it. */
export class YamlSyntaxError extends Error {
  override readonly name = 'YamlSyntaxError';
  readonly code: 'yaml-syntax' | 'yaml-bomb' | 'too-large';
  /** UTF-16 units from the document's start. */
  readonly offset: number;

  constructor(message: string, offset: number, code: YamlSyntaxError['code'] = 'yaml-syntax') {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}
