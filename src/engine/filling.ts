/** Fills Go templates in as few calls of the engine as can be: what is asked for at the same time goes together. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Answer } from './outcome.ts';
import { type FilledTexts, type FillRequest } from './templates.ts';

export type Fill = (request: FillRequest) => Promise<Answer<FilledTexts>>;

/** How the engine is asked. */
export type FillAll = (requests: readonly FillRequest[]) => Promise<Answer<readonly FilledTexts[]>>;

/** UTF-16 units of the requests of one call. */
const mostInCall = 4_000_000;
/** UTF-16 units of the requests and answers that are kept. */
const mostKept = 32_000_000;

interface Waiting {
  readonly request: FillRequest;
  readonly size: number;
  readonly done: (outcome: Answer<FilledTexts>) => void;
  readonly failed: (error: unknown) => void;
}

/** The same request is asked once: a tree is looked at again with each deployment that is found in it. */
export function fillingTogether(all: FillAll): Fill {
  const known = new Map<string, Promise<Answer<FilledTexts>>>();
  const ask = asking(all);
  let kept = 0;
  return async (request) => {
    const text = JSON.stringify(request);
    const key = createHash('sha256').update(text).digest('hex');
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = ask(request, text.length);
    if (kept > mostKept) return answer;
    kept += text.length;
    known.set(key, answer);
    const answered = await answer;
    if (answered.ok) kept += sizeOf(answered.value);
    else known.delete(key); // another time the machine may be less busy
    return answered;
  };
}

function sizeOf(texts: FilledTexts): number {
  return (texts ?? []).flat().reduce((sum, each) => sum + (each.ok ? each.text : each.message).length, 0);
}

function asking(all: FillAll): (request: FillRequest, size: number) => Promise<Answer<FilledTexts>> {
  const waiting: Waiting[] = [];
  let isBusy = false;
  const work = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    await setImmediate(); // for those that ask in the same turn
    for (let batch = taken(waiting); batch.length > 0; batch = taken(waiting)) await settled(batch, all);
    isBusy = false;
  };
  return async (request, size) =>
    new Promise((done, failed) => {
      waiting.push({ request, size, done, failed });
      void work();
    });
}

function taken(waiting: Waiting[]): Waiting[] {
  let size = 0;
  const fitting = waiting.findIndex((each, index) => (size += each.size) > mostInCall && index > 0);
  return waiting.splice(0, fitting === -1 ? waiting.length : fitting);
}

/** Where a call breaks, each is asked for alone: the others have no part in it. */
async function settled(batch: readonly Waiting[], all: FillAll): Promise<void> {
  try {
    const together = await all(batch.map(({ request }) => request));
    for (const [index, { request, done }] of batch.entries()) {
      done(together.ok || batch.length === 1 ? answerAt(together, index) : answerAt(await all([request]), 0));
    }
  } catch (error) {
    for (const { failed } of batch) failed(error); // who has an answer hears nothing more
  }
}

function answerAt(answers: Answer<readonly FilledTexts[]>, index: number): Answer<FilledTexts> {
  return answers.ok ? { ok: true, value: answers.value[index] ?? null } : answers;
}
