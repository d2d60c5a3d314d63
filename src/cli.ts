import { argv, stderr, stdout } from 'node:process';
import { program } from './cli/program.ts';

/** The command line: `plimsoll`. Bundled as dist/cli.js. */
// Whoever reads may stop early (`plimsoll rules | head`).
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

program()
  .parseAsync(argv)
  .catch((thrown: unknown) => {
    // Whatever reaches this point is a fault of ours; what users can mend was said before.
    stderr.write(`plimsoll: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
    process.exitCode = 3;
  });
