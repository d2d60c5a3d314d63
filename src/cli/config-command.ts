/** `plimsoll config explain`: where each setting comes from. */
import { Command, Option } from 'commander';
import { runConfigExplain } from './run.ts';

/** @param organisation the help of `--organisation`. */
export function configCommand(output: string, organisation: string): Command {
  const explain = new Command('explain')
    .description('show each setting with its value, its layer, file and line; or what applies to a rule or a path')
    .argument('[target]', 'a rule, a file or a folder (default: all settings)')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .option('--output <file>', output)
    .option('--config <file>', 'the configuration file to use (default: .github/plimsoll.yaml of the folder)')
    .option('--organisation <file>', organisation)
    .option('--policies <dir>', 'also know the rules in this folder')
    .option('--offline', "do not fetch the organisation's rules", false)
    .addHelpText(
      'after',
      '\nThe configuration is that of the files as they are. A review reads it from the default branch.\n\nExamples:\n  $ plimsoll config explain\n  $ plimsoll config explain image/not-pinned\n  $ plimsoll config explain clusters/production --format json',
    )
    .action(runConfigExplain);
  return new Command('config')
    .description('explain the configuration')
    .addCommand(explain)
    .addHelpText('after', '\nExamples:\n  $ plimsoll config explain');
}
