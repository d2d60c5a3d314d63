/** Groups waiting renders of one chart into one engine call. */
import { type HelmRendering, type HelmRequest, type HelmSet } from './helm-request.ts';
import { type Answer } from './outcome.ts';
import { chartKeyOf } from './chart-key.ts';

type Rendered = Answer<HelmRendering>;

/** Sends one render, or several renders of one chart, to the engine. */
export interface Asking {
  readonly one: (request: HelmRequest, signal?: AbortSignal) => Promise<Rendered>;
  readonly each: (
    request: HelmRequest,
    sets: readonly HelmSet[],
    signal?: AbortSignal,
  ) => Promise<Answer<readonly Rendered[]>>;
}

interface Waiting {
  readonly request: HelmRequest;
  /** Stops it; renders in one call have the same. */
  readonly signal: AbortSignal | undefined;
  /** Equal for renders of the same chart that differ only in their set; null for a render that is not grouped. */
  readonly chart: string | null;
  readonly done: (rendered: Rendered) => void;
  readonly failed: (error: unknown) => void;
}

/** Maximum number of renders of a chart in one call. */
const mostAtOnce = 16;
/**
 * Maximum size of a chart times its renders in one call, because the engine keeps all output in memory until the end.
 * Bytes.
 */
const mostBytes = 4_000_000;

/**
 * Groups renders of one chart that wait for a worker into one call, which loads and parses the chart once.
 *
 * @param width number of workers.
 */
export function renderingTogether({ one, each }: Asking, width: number): Asking['one'] {
  const waiting: Waiting[] = [];
  let busy = 0;
  const next = (): void => {
    if (busy >= width) return;
    const batch = taken(waiting);
    if (batch.length === 0) return;
    busy += 1;
    void answered(batch)
      .catch((error: unknown) => {
        for (const { failed } of batch) failed(error); // has no effect on those that already have an answer
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
            first.signal,
          );
    for (const [index, { request, signal, done }] of batch.entries()) {
      const rendered = together?.ok === true ? together.value[index] : undefined;
      done(rendered ?? (await one(request, signal)));
    }
  };
  return async (request, signal) =>
    new Promise((done, failed) => {
      const isAlone = !mayShare(request) || mostOf(request) < 2; // a large chart is not hashed needlessly
      waiting.push({ request, signal, chart: isAlone ? null : chartOf(request), done, failed });
      next();
    });
}

/** Takes the render that waits longest, and others of the same chart. */
function taken(waiting: Waiting[]): Waiting[] {
  const first = waiting.shift();
  if (first === undefined) return [];
  const batch = [first];
  const most = mostOf(first.request);
  for (let at = 0; at < waiting.length && batch.length < most;) {
    const one = waiting[at];
    const isAlike = one?.chart === first.chart && one.signal === first.signal;
    if (isAlike && first.chart !== null) batch.push(...waiting.splice(at, 1));
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

/** Maximum number of renders of this chart in one call. */
function mostOf({ files }: HelmRequest): number {
  const size = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 1);
  return Math.min(mostAtOnce, Math.floor(mostBytes / size));
}
