/**
 * The Action and the command line, bundled as dist/plimsoll.js: nearly all of their code is the same, so that it is there once.
 * dist/index.js and dist/cli.js call one of the two.
 */
export { action } from './action.ts';
export { commandLine } from './cli.ts';
