/** What posting costs a run where each request takes its time. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { History } from './history.ts';
import { type Looking, openLook } from './look.ts';
import { deployment } from './manifests.ts';
import { type Step, stepInProcess } from './step.ts';

/** Milliseconds. */
const LATENCY = 50;
const MOST = 1500;
/** The machine may be busy with something else; posting is measured again then, on a pull request of its own. */
const ATTEMPTS = 4;

let look: Looking;
beforeAll(async () => {
  look = await openLook();
});
afterAll(() => look.close());

function apps(count: number, privileged: boolean): Record<string, string> {
  const names = Array.from({ length: count }, (_, at) => `app-${at}`);
  return Object.fromEntries(names.map((name) => [`${name}.yaml`, deployment(name, { privileged })]));
}

/** Milliseconds from the verdict to the end of the first run, with real waits between writes. */
async function postingOf(findings: number): Promise<{ readonly took: number; readonly requests: number }> {
  let told = Number.NaN;
  const inner = stepInProcess(look, 1000);
  const step: Step = (job) =>
    inner({
      ...job,
      verdictTold: () => {
        told = performance.now();
        job.verdictTold();
      },
    });
  const history = await History.open(step, { second: 1000, base: apps(findings, false) });
  try {
    history.commit(apps(findings, true));
    history.hub.latency = LATENCY;
    const run = await history.run();
    const took = performance.now() - told;
    expect(run.outputs).toMatchObject({ new: String(findings), posted: 'all' });
    return { took, requests: run.requests.length };
  } finally {
    await history.close();
  }
}

it.each([4, 400])('posting %i findings at 50 ms a request adds at most 1.5 s', async (findings) => {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && best > MOST; attempt += 1) {
    const { took, requests } = await postingOf(findings);
    expect(took).toBeGreaterThan(LATENCY);
    expect(requests).toBeLessThanOrEqual(findings === 4 ? 8 : 15);
    best = Math.min(best, took);
  }

  expect(best).toBeLessThanOrEqual(MOST);
});
