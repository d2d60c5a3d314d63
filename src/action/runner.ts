/** The GitHub Actions runner: inputs, outputs, job summary and log. */

/** What a step can read from and write to its runner. */
export interface Runner {
  /** The input of that name; empty when it is not set. */
  readonly input: (name: string) => string;
  readonly output: (name: string, value: string) => void;
  /** Sets the job summary to this Markdown. It replaces what this step wrote before. */
  readonly summary: (markdown: string) => Promise<void>;
  /** Adds this Markdown to the end of the job summary. */
  readonly addToSummary: (markdown: string) => Promise<void>;
  /** Writes one line to the log: text, or a workflow command. */
  readonly log: (line: string) => void;
}

/** The runner of this process. Outside of GitHub Actions no summary is written. */
export async function actionsRunner(): Promise<Runner> {
  const core = await import('@actions/core');
  return {
    input: (name) => core.getInput(name),
    output: (name, value) => {
      core.setOutput(name, value);
    },
    summary: async (markdown) => {
      if (hasSummary()) await core.summary.emptyBuffer().addRaw(markdown, true).write({ overwrite: true });
    },
    addToSummary: async (markdown) => {
      if (hasSummary()) await core.summary.emptyBuffer().addRaw(markdown, true).write();
    },
    log: (line) => {
      process.stdout.write(`${line}\n`);
    },
  };
}

function hasSummary(): boolean {
  return (process.env['GITHUB_STEP_SUMMARY'] ?? '') !== '';
}
