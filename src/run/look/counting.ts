/** Says how many parts of a piece of work are done, for people who wait. */

/** More often than this nothing moves that can be seen. */
const mostSaid = 100;

/**
 * Call the result each time a part is done.
 *
 * @param words what is said of that many.
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

/** The same work, with `done` called after each part. */
export function counted<T, R>(work: (item: T) => Promise<R>, done: () => void): (item: T) => Promise<R> {
  return async (item) => {
    const result = await work(item);
    done();
    return result;
  };
}

/** Begins to count the renders of a side, the first ones or those under other values. */
export type CountRenders = (of: number, which: 'first' | 'again') => () => void;

/** @param where `at the base`; empty where there is one side. */
export function countRenders(say: (message: string) => void, where = ''): CountRenders {
  const place = where === '' ? '' : ` ${where}`;
  return (of, which) =>
    counting(of, say, (done) =>
      which === 'first'
        ? `Rendered ${done} of ${of} sources${place}`
        : `Rendered ${done} of ${of} sources${place} again, as other releases and clusters would`,
    );
}
