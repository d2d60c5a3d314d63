/** What a step can do with the runner of its job. */
export interface Runner {
  /** The input of that name; empty when it was not given. */
  readonly input: (name: string) => string;
  readonly output: (name: string, value: string) => void;
  /** Makes Markdown the job's summary, in place of what this step made it before. */
  readonly summary: (markdown: string) => Promise<void>;
  /** Writes a line to the log: text, or a workflow command. */
  readonly log: (line: string) => void;
}

/** The runner that this process is a step of. Outside of one there is no summary to write to. */
export async function actionsRunner(): Promise<Runner> {
  const core = await import('@actions/core');
  return {
    input: (name) => core.getInput(name),
    output: (name, value) => {
      core.setOutput(name, value);
    },
    summary: async (markdown) => {
      if ((process.env['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
      await core.summary.emptyBuffer().addRaw(markdown, true).write({ overwrite: true });
    },
    log: (line) => {
      process.stdout.write(`${line}\n`);
    },
  };
}
