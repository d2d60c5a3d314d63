/** Reports the progress of work in parts. */

/** Maximum number of progress messages. */
const mostSaid = 100;

/**
 * Returns a function to call each time a part is done.
 *
 * @param words makes the message for the number of parts done.
 */
export function counting(of: number, say: (message: string) => void, words: (done: number) => string): () => void {
  const step = Math.max(1, Math.ceil(of / mostSaid));
  let done = 0;
  if (of > 0) say(words(done));
  return () => {
    done += 1;
    if (done % step === 0 || done === of) say(words(done));
  };
}

/** Wraps the work so that `done` is called after each part. */
export function counted<T, R>(work: (item: T) => Promise<R>, done: () => void): (item: T) => Promise<R> {
  return async (item) => {
    const result = await work(item);
    done();
    return result;
  };
}

/** Starts to count the renders of a side: the first ones, or those with other values. */
export type CountRenders = (of: number, which: 'first' | 'again') => () => void;

/** @param where `at the base`; empty if there is one side. */
export function countRenders(say: (message: string) => void, where = ''): CountRenders {
  const place = where === '' ? '' : ` ${where}`;
  return (of, which) =>
    counting(of, say, (done) =>
      which === 'first'
        ? `Rendered ${done} of ${of} sources${place}`
        : `Rendered ${done} of ${of} sources${place} again, as other releases and clusters would`,
    );
}
