/** The command line: `plimsoll`. Bundled in dist/plimsoll.js, and started by dist/cli.js. */
import { argv, stdout } from 'node:process';
import { program } from './cli/program.ts';
import { complain } from './cli/streams.ts';
import { messageOf } from './foundation/errors.ts';

/** What reaches this point is a bug of ours: errors that users can fix were reported before. */
function fault(thrown: unknown): void {
  complain(thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown));
  process.exitCode = 3;
}

/** Runs the command that the arguments of the process name. */
export function commandLine(): void {
  // The reader of the output may stop early (`plimsoll rules | head`).
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });

  // Without this, Node would print the error unmasked.
  process.on('uncaughtException', (thrown) => {
    fault(thrown);
    process.exit();
  });

  program().parseAsync(argv).catch(fault);
}
