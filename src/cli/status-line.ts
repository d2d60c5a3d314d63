/** Shows the progress of a run on one line of the terminal, which is overwritten in place. */
import { crop, printableWords } from '../report/text/terminal.ts';

/** The stream that the line is written to. */
export interface StatusStream {
  /** 0 or absent if the terminal does not report its width. */
  readonly columns?: number;
  write(text: string): unknown;
}

export interface StatusLine {
  /** Replaces the line with this message. A message of several lines is printed and stays. */
  readonly say: (message: string) => void;
  /** Clears the line, so that other output can follow. */
  readonly clear: () => void;
}

const usualColumns = 80;

function columnsOf({ columns = 0 }: StatusStream): number {
  return columns > 0 ? columns : usualColumns;
}

/** Moves to the beginning of the line and erases it. */
const emptied = '\r\u001b[2K';

const silent: StatusLine = { say: () => undefined, clear: () => undefined };

/** @param stream null when standard error is not a terminal or `--quiet` is given: then nothing is written. */
export function statusLine(stream: StatusStream | null): StatusLine {
  if (stream === null) return silent;
  let isShown = false;
  const clear = (): void => {
    if (isShown) stream.write(emptied);
    isShown = false;
  };
  return {
    clear,
    say: (message) => {
      if (message.includes('\n')) {
        clear();
        stream.write(`${printableWords(message)}\n`);
      } else {
        // The last column stays free: a full line would wrap.
        stream.write(`${emptied}${crop(printableWords(message), columnsOf(stream) - 1)}`);
        isShown = true;
      }
    },
  };
}
