/** The commands that set Plimsoll up in a repository, with their flags and help texts. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { forkWays } from '../setup/workflow-texts.ts';
import { runDoctor, runInit } from './run.ts';

export function initCommand(): Command {
  return new Command('init')
    .description('write a workflow and a configuration for this repository; nothing that exists is overwritten')
    .addOption(
      new Option('--fork-workflow <way>', 'comments for forks: none, by pull_request_target, or by a second workflow')
        .choices(forkWays)
        .default('none'),
    )
    .addOption(actionName())
    .option('--dry-run', 'print what would be written, but write nothing', false)
    .option('--quiet', 'print no progress', false)
    .addHelpText('after', '\nExamples:\n  $ plimsoll init --dry-run\n  $ plimsoll init --fork-workflow target')
    .action(runInit);
}

function actionName(): Option {
  return new Option('--action <name>', 'the action and its commit: owner/plimsoll@ and 40 digits').argParser(
    (value: string) => {
      if (/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/.test(value)) return value;
      throw new InvalidArgumentError('expected owner/plimsoll@ and the 40 digits of a commit.');
    },
  );
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('show how much of this repository is checked, and what is wrong with how Plimsoll is set up')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .option('--output <file>', 'write to this file, not to standard output')
    .option('--github', 'also ask GitHub, with the token in GITHUB_TOKEN or GH_TOKEN; nothing is written', false)
    .option('--quiet', 'print no progress, and nothing that is good', false)
    .option('--offline', 'do not fetch charts; use only those in the cache', false)
    .option('--cache <dir>', 'a folder to keep between runs')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing to mend, 1 something to mend, 2 wrong usage.\n\nExamples:\n  $ plimsoll doctor\n  $ plimsoll doctor --github --format json',
    )
    .action(runDoctor);
}
