import { type HelmRendering, type HelmRequest, type HelmSet } from './helm-request.ts';
import { type Answer } from './outcome.ts';
import { chartKeyOf } from './chart-key.ts';

type Rendered = Answer<HelmRendering>;

/** How the engine is asked: for one render, or for several of one chart. */
export interface Asking {
  readonly one: (request: HelmRequest) => Promise<Rendered>;
  readonly each: (request: HelmRequest, sets: readonly HelmSet[]) => Promise<Answer<readonly Rendered[]>>;
}

interface Waiting {
  readonly request: HelmRequest;
  /** The same for the same chart, rendered in the same way but for its set; null for one that stands alone. */
  readonly chart: string | null;
  readonly done: (rendered: Rendered) => void;
  readonly failed: (error: unknown) => void;
}

/** How many sets of value files of a chart the engine is given at once. */
const mostAtOnce = 16;
/** Of the chart, as often as it is rendered at once: what is printed is kept in the engine's memory until the end. Bytes. */
const mostBytes = 4_000_000;

/**
 * Renders that wait for a worker go to it together where they are of one chart, which is then loaded and parsed once.
 *
 * @param width how many workers there are.
 */
export function renderingTogether({ one, each }: Asking, width: number): (request: HelmRequest) => Promise<Rendered> {
  const waiting: Waiting[] = [];
  let busy = 0;
  const next = (): void => {
    if (busy >= width) return;
    const batch = taken(waiting);
    if (batch.length === 0) return;
    busy += 1;
    void answered(batch)
      .catch((error: unknown) => {
        for (const { failed } of batch) failed(error); // who has an answer hears nothing more
      })
      .finally(() => {
        busy -= 1;
        next();
      });
  };
  const answered = async (batch: readonly Waiting[]): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    const together =
      batch.length === 1
        ? null
        : await each(
            first.request,
            batch.map(({ request }) => request),
          );
    for (const [index, { request, done }] of batch.entries()) {
      const rendered = together?.ok === true ? together.value[index] : undefined;
      done(rendered ?? (await one(request)));
    }
  };
  return async (request) =>
    new Promise((done, failed) => {
      const isAlone = !mayShare(request) || mostOf(request) < 2; // what is large is not hashed for nothing
      waiting.push({ request, chart: isAlone ? null : chartOf(request), done, failed });
      next();
    });
}

/** Takes the one that waits longest, and with it those of the same chart. */
function taken(waiting: Waiting[]): Waiting[] {
  const first = waiting.shift();
  if (first === undefined) return [];
  const batch = [first];
  const most = mostOf(first.request);
  for (let at = 0; at < waiting.length && batch.length < most;) {
    const one = waiting[at];
    if (one !== undefined && one.chart !== null && one.chart === first.chart) batch.push(...waiting.splice(at, 1));
    else at += 1;
  }
  return batch;
}

function mayShare({ provenance, elsewhere }: HelmRequest): boolean {
  return provenance !== true && elsewhere === undefined;
}

function chartOf(request: HelmRequest): string {
  const { asking = false, apart = false } = request;
  return `${asking} ${apart} ${chartKeyOf(request)}`;
}

/** How many renders of its chart may be asked for at once. */
function mostOf({ files }: HelmRequest): number {
  const size = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 1);
  return Math.min(mostAtOnce, Math.floor(mostBytes / size));
}
