/** How far a run is: one line of a terminal, which is written over in place. */
import { crop, printableWords } from '../report/text/terminal.ts';

/** What the line is written to. */
export interface StatusStream {
  /** 0 or absent where the terminal does not say. */
  readonly columns?: number;
  write(text: string): unknown;
}

export interface StatusLine {
  /** What is being done, in place of what was said before. A text of several lines is printed and stays. */
  readonly say: (message: string) => void;
  /** Leaves the line empty, for what is printed next. */
  readonly clear: () => void;
}

const usualColumns = 80;

function columnsOf({ columns = 0 }: StatusStream): number {
  return columns > 0 ? columns : usualColumns;
}

/** To the line's beginning, and erase it. */
const emptied = '\r\u001b[2K';

const silent: StatusLine = { say: () => undefined, clear: () => undefined };

/** @param stream null where nobody looks: then nothing is written. */
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
