/** The colours and the width that text is formatted for. */
import type { Colors } from 'picocolors/types';

/** The output of the text. `columns` is its width in characters. */
export interface Screen {
  readonly colors: Colors;
  readonly columns: number;
}
