/** Fills Go templates in few engine calls: requests that are made at the same time share a call. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Answer } from './outcome.ts';
import { type FilledTexts, type FillRequest } from './templates.ts';

export type Fill = (request: FillRequest, signal?: AbortSignal) => Promise<Answer<FilledTexts>>;

/** Sends several requests to the engine in one call. */
export type FillAll = (
  requests: readonly FillRequest[],
  signal?: AbortSignal,
) => Promise<Answer<readonly FilledTexts[]>>;

/** Maximum length of the requests in one call. UTF-16 units. */
const mostInCall = 4_000_000;
/** Maximum length of the requests and answers that are cached. UTF-16 units. */
const mostKept = 32_000_000;

interface Waiting {
  readonly request: FillRequest;
  readonly signal: AbortSignal | undefined;
  readonly size: number;
  readonly done: (outcome: Answer<FilledTexts>) => void;
  readonly failed: (error: unknown) => void;
}

/** Caches answers, because a tree is read again with each deployment that is found in it. */
export function fillingTogether(all: FillAll): Fill {
  const known = new Map<string, Promise<Answer<FilledTexts>>>();
  const ask = asking(all);
  let kept = 0;
  return async (request, signal) => {
    const text = JSON.stringify(request);
    const key = createHash('sha256').update(text).digest('hex');
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = ask(request, text.length, signal);
    if (kept > mostKept) return answer;
    kept += text.length;
    known.set(key, answer);
    const answered = await answer;
    if (answered.ok) kept += sizeOf(answered.value);
    else known.delete(key); // the machine may be less busy next time
    return answered;
  };
}

function sizeOf(texts: FilledTexts): number {
  return (texts ?? []).flat().reduce((sum, each) => sum + (each.ok ? each.text : each.message).length, 0);
}

function asking(
  all: FillAll,
): (request: FillRequest, size: number, signal: AbortSignal | undefined) => Promise<Answer<FilledTexts>> {
  const waiting: Waiting[] = [];
  let isBusy = false;
  const work = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    await setImmediate(); // waits for other requests of the same turn
    for (let batch = taken(waiting); batch.length > 0; batch = taken(waiting)) await settled(batch, all);
    isBusy = false;
  };
  return async (request, size, signal) =>
    new Promise((done, failed) => {
      waiting.push({ request, signal, size, done, failed });
      void work();
    });
}

function taken(waiting: Waiting[]): Waiting[] {
  let size = 0;
  const isOther = ({ signal }: Waiting): boolean => signal !== waiting[0]?.signal;
  const fitting = waiting.findIndex((each, index) => isOther(each) || ((size += each.size) > mostInCall && index > 0));
  return waiting.splice(0, fitting === -1 ? waiting.length : fitting);
}

/** Where a shared call fails, each request is sent alone, so that one does not fail the others. */
async function settled(batch: readonly Waiting[], all: FillAll): Promise<void> {
  try {
    const together = await all(
      batch.map(({ request }) => request),
      batch[0]?.signal,
    );
    for (const [index, { request, signal, done }] of batch.entries()) {
      done(together.ok || batch.length === 1 ? answerAt(together, index) : answerAt(await all([request], signal), 0));
    }
  } catch (error) {
    for (const { failed } of batch) failed(error); // has no effect on those that already have an answer
  }
}

function answerAt(answers: Answer<readonly FilledTexts[]>, index: number): Answer<FilledTexts> {
  return answers.ok ? { ok: true, value: answers.value[index] ?? null } : answers;
}
