import type { Runner } from '../../src/action/runner.ts';

/** A runner that keeps what it is told. */
export interface Recorder extends Runner {
  readonly outputs: Record<string, string>;
  readonly lines: string[];
  readonly summaries: string[];
}

export function recorder(inputs: Readonly<Record<string, string>>): Recorder {
  const kept = { outputs: {} as Record<string, string>, lines: [] as string[], summaries: [] as string[] };
  return {
    ...kept,
    input: (name) => inputs[name] ?? '',
    output: (name, value) => {
      kept.outputs[name] = value;
    },
    summary: (markdown) => Promise.resolve(void kept.summaries.push(markdown)),
    addToSummary: (markdown) => {
      kept.summaries.push(`${kept.summaries.pop() ?? ''}${markdown}`);
      return Promise.resolve();
    },
    log: (line) => {
      kept.lines.push(line);
    },
  };
}
