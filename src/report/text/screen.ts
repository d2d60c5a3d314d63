import type { Colors } from 'picocolors/types';

/** What the text is written for. `columns` is the width in characters. */
export interface Screen {
  readonly colors: Colors;
  readonly columns: number;
}
