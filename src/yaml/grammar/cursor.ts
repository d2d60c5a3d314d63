/** A position in a text, with lines and columns as libyaml counts them. */
import { isBreak, isSurrogate } from './characters.ts';

/** libyaml looks ahead at most this far. */
const AHEAD = '\0\0\0\0';
const BYTE_ORDER_MARK = '\ufeff';

/**
 * A position in a text with libyaml's counters: lines at every YAML 1.1 break, columns in characters. NULs follow the
 * text, so that looking ahead needs no bounds check.
 */
export class Cursor {
  readonly text: string;
  /** UTF-16 units from the text's start. */
  at = 0;
  line = 0;
  private pairs = 0;
  private lineStart = 0;

  constructor(text: string) {
    this.text = text + AHEAD;
    if (text.startsWith(BYTE_ORDER_MARK)) {
      this.at = 1;
      this.pairs = 1; // it is not a character of the document
    }
  }

  /** Characters from the beginning of the text. */
  get index(): number {
    return this.at - this.pairs;
  }

  get column(): number {
    return this.at - this.pairs - this.lineStart;
  }

  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  char(): string {
    return this.text.charAt(this.at);
  }

  skip(): void {
    if (isSurrogate(this.code())) {
      this.pairs += 1;
      this.at += 1;
    }
    this.at += 1;
  }

  /** The characters before the first for which `isStop` is true. */
  takeUntil(isStop: (code: number) => boolean): string {
    const start = this.at;
    for (let code = this.code(); !isStop(code); code = this.code()) this.skip();
    return this.text.slice(start, this.at);
  }

  skipWhile(isTaken: (code: number) => boolean): void {
    while (isTaken(this.code())) this.at += 1;
  }

  /** Skips a line break and returns its text in a value: the two Unicode separators stay as they are. */
  takeBreak(): string {
    const code = this.code();
    if (!isBreak(code)) return '';
    this.at += code === 0x0d ? this.widthOfReturn() : 1;
    this.line += 1;
    this.lineStart = this.index;
    return code > 0xff ? String.fromCharCode(code) : '\n';
  }

  /** `\r\r\n` is one break: kubectl's line reader has replaced its `\r\n` by `\n`. */
  private widthOfReturn(): number {
    if (this.code(1) === 0x0a) return 2;
    return this.code(1) === 0x0d && this.code(2) === 0x0a ? 3 : 1;
  }

  /** Whether a line begins here with `---` or `...` and a blank. */
  atMark(mark: '---' | '...'): boolean {
    return this.at - this.pairs === this.lineStart && this.text.startsWith(mark, this.at) && isBlankAfter(this.code(3));
  }
}

function isBlankAfter(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0 || isBreak(code);
}
