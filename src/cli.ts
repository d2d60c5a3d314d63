#!/usr/bin/env node
/** The command line: `plimsoll`. Bundled as dist/cli.js. */
import { argv, stdout } from 'node:process';
import { program } from './cli/program.ts';
import { complain } from './cli/streams.ts';
import { messageOf } from './foundation/errors.ts';

// Whoever reads may stop early (`plimsoll rules | head`).
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** Whatever reaches this point is a fault of ours; what users can fix was said before. */
function fault(thrown: unknown): void {
  complain(thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown));
  process.exitCode = 3;
}

// Node would print it as it is.
process.on('uncaughtException', (thrown) => {
  fault(thrown);
  process.exit();
});

program().parseAsync(argv).catch(fault);
