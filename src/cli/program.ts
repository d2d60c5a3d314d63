/** The commands of `plimsoll`, with their flags and help texts. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { argv } from 'node:process';
import { configCommand } from './config-command.ts';
import { problemReport } from './problem-report.ts';
import { type RulesFlags } from './flags.ts';
import { version } from '../foundation/version.ts';
import { severities } from '../model/rule.ts';
import { chosenSets } from '../policy/config/rules.ts';
import { newestKubernetes } from '../run/open/setting.ts';
import { print, remark } from './streams.ts';
import { baselineFile } from '../policy/baseline.ts';
import { runAudit, runBaseline, runFix, runRender, runReview, runRules, runTest } from './run.ts';
import { doctorCommand, initCommand } from './setup-commands.ts';

const exitCodes = `
Exit codes:
  0  pass
  1  findings at or above --fail-on
  2  wrong usage or configuration
  3  something could not be checked
  4  there was nothing to check`;

const output = 'write to this file, not to standard output; its folder is made if it is missing';
const quiet = 'print only findings and errors, and no progress';
const organisation = "the organisation's rules (default: those that the configuration extends)";
const offline = 'do not fetch charts; use only those in the cache';
const cache = 'a folder to keep between runs, for fetched charts and the results of unchanged files';

/** The commands, their flags and help. */
export function program(): Command {
  const plimsoll = new Command('plimsoll')
    .description('Reviews changes in Kubernetes repositories: manifests, Helm charts and kustomizations.')
    .version(version)
    .configureOutput({
      writeOut: (text) => {
        print(text);
      },
      writeErr: remark,
    })
    .showHelpAfterError('(for help: plimsoll --help)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride((error) => {
      if (error.exitCode !== 0 && wantsJson(argv))
        print(problemReport({ subject: 'usage', message: error.message, code: 'usage' }));
      process.exit(error.exitCode === 0 ? 0 : 2);
    });
  for (const command of [
    reviewCommand(),
    auditCommand(),
    fixCommand(),
    baselineCommand(),
    renderCommand(),
    testCommand(),
    rulesCommand(),
    explainCommand(),
    initCommand(),
    doctorCommand(),
    configCommand(output, organisation),
  ]) {
    plimsoll.addCommand(withSettings(command, plimsoll, 'plimsoll'));
  }
  return plimsoll.addHelpText(
    'after',
    `${exitCodes}\n\nExamples:\n  $ plimsoll review --base origin/main\n  $ plimsoll audit charts/web --format sarif --output plimsoll.sarif`,
  );
}

/** The command and those below it, with the settings of the program and a hint at their help. */
function withSettings(command: Command, plimsoll: Command, above: string): Command {
  const name = `${above} ${command.name()}`;
  for (const below of command.commands) withSettings(below, plimsoll, name);
  return command.copyInheritedSettings(plimsoll).showHelpAfterError(`(for help: ${name} --help)`);
}

/** Searches the raw arguments, because parsing the flags failed. */
function wantsJson(args: readonly string[]): boolean {
  return args.includes('--format=json') || args[args.indexOf('--format') + 1] === 'json';
}

function reviewCommand(): Command {
  return common(new Command('review'))
    .description('check what a pull request changes: head, compared with the merge base of base and head')
    .option('--base <ref>', 'the branch to merge into (default: the branch of origin/HEAD)')
    .option('--head <ref>', 'a revision, or WORKTREE for the working tree with uncommitted changes', 'HEAD')
    .addHelpText(
      'after',
      '\nExamples:\n  $ plimsoll review\n  $ plimsoll review --base origin/release-1.2 --head WORKTREE\n  $ plimsoll review --format markdown --output review.md',
    )
    .action(runReview);
}

function auditCommand(): Command {
  return chart(common(new Command('audit')))
    .description('check everything, as it is now')
    .argument('[path...]', 'files and folders (default: all)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ plimsoll audit\n  $ plimsoll audit --sets all\n  $ plimsoll audit deploy/ charts/web --fail-on medium\n  $ plimsoll audit charts/web --values prod.yaml --set image.tag=1.2',
    )
    .action(runAudit);
}

function fixCommand(): Command {
  return common(new Command('fix'), ['text', 'json'])
    .description('apply verified suggestions to the working tree')
    .argument('[path...]', 'files and folders (default: all)')
    .option('--base <ref>', 'fix only what is new or worse since this revision, such as origin/main (default: all)')
    .option('--unsafe', 'also apply those that may break a workload; read what to check', false)
    .option('--dry-run', 'show what would change, but change nothing', false)
    .addHelpText(
      'after',
      '\nExamples:\n  $ plimsoll fix --dry-run\n  $ plimsoll fix charts/web --unsafe\n  $ plimsoll fix --base origin/main',
    )
    .action(runFix);
}

function baselineCommand(): Command {
  return new Command('baseline')
    .description(`write what stands today to ${baselineFile}: audits do not count it`)
    .option('--grow', 'add what is not in the baseline yet, and what reaches further', false)
    .option('--update', 'drop what is fixed, and reduce what reaches less far', false)
    .option('--dry-run', 'say what would change, but change nothing', false)
    .option('--config <file>', 'the configuration file to use (default: .github/plimsoll.yaml of the repository)')
    .option('--organisation <file>', organisation)
    .option('--policies <dir>', 'a folder of rules to run in addition to the built-in ones')
    .option('--quiet', quiet, false)
    .option('--offline', offline, false)
    .option('--cache <dir>', cache)
    .addOption(kubernetesVersion())
    .addOption(ruleSets())
    .addOption(deadline())
    .addHelpText(
      'after',
      '\nThe whole repository is checked. A finding that is waived is not written. An existing baseline is only changed with\n--grow or --update. Commit the file: an audit then fails only for what is not in it.\n\nExit codes: 0 written, 2 there is a baseline, 3 something could not be checked (then --update writes nothing),\n4 there was nothing to check\n\nExamples:\n  $ plimsoll baseline\n  $ plimsoll baseline --update\n  $ plimsoll baseline --grow --dry-run',
    )
    .action(runBaseline);
}

function renderCommand(): Command {
  return chart(new Command('render'))
    .description('print the manifests, as they would be applied')
    .argument('[source]', 'a file, chart or kustomization (default: all)')
    .addOption(new Option('--format <format>').choices(['yaml', 'json']).default('yaml'))
    .option('--origins', 'print the source file and line of each rendered line (with --format json)', false)
    .option('--show-secrets', 'print the values of Secrets', false)
    .option('--output <file>', output)
    .option('--config <file>', 'the configuration file to use')
    .option('--organisation <file>', organisation)
    .option('--quiet', quiet, false)
    .option('--offline', offline, false)
    .option('--cache <dir>', cache)
    .addOption(kubernetesVersion())
    .addHelpText(
      'after',
      '\nExamples:\n  $ plimsoll render charts/web --values values-production.yaml\n  $ plimsoll render charts/web --origins --format json',
    )
    .action(runRender);
}

function testCommand(): Command {
  return new Command('test')
    .description('run the test cases of rules: the built-in ones, or those in a folder')
    .option('--policies <dir>', 'a folder with rules/<group>/<rule>/<rule>.rego and their cases')
    .addHelpText('after', '\nExamples:\n  $ plimsoll test\n  $ plimsoll test --policies policies')
    .action(runTest);
}

function rulesCommand(): Command {
  return new Command('rules')
    .description('list the rules, or show everything about one rule')
    .argument('[id]', 'a rule, as <group>/<rule> (default: list all)')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .option('--output <file>', output)
    .option('--policies <dir>', 'also list the rules in this folder')
    .option('--config <file>', 'the configuration file to use (default: .github/plimsoll.yaml of the folder)')
    .addOption(ruleSets('list only rules in these sets'))
    .addOption(new Option('--severity <severity>', 'list only rules of at least this severity').choices(severities))
    .addOption(new Option('--enforcement <kind>', 'list only rules that deny, or that warn').choices(['deny', 'warn']))
    .option('--on', 'list only rules that run here', false)
    .addHelpText(
      'after',
      '\nA rule is on, off, or lost: then a review reports only protections that the change takes away.\nSeverity, enforcement and this are those of the configuration.\n\nExamples:\n  $ plimsoll rules\n  $ plimsoll rules image/not-pinned\n  $ plimsoll rules --on --enforcement deny\n  $ plimsoll rules --sets nsa,cis --severity high\n  $ plimsoll rules --policies policies --format json',
    )
    .action(runRules);
}

function explainCommand(): Command {
  return new Command('explain')
    .description('show everything about one rule: why it matters, and what to do')
    .argument('<id>', 'a rule, as <group>/<rule>')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .option('--output <file>', output)
    .option('--policies <dir>', 'also know the rules in this folder')
    .option('--config <file>', 'the configuration file to use (default: .github/plimsoll.yaml of the folder)')
    .addHelpText('after', '\nExamples:\n  $ plimsoll explain image/not-pinned')
    .action((id: string, flags: Omit<RulesFlags, 'on'>) => runRules(id, { ...flags, on: false }));
}

/** Where the configuration comes from, by command. */
const trustedConfig: Readonly<Record<string, string>> = {
  review: 'of the default branch',
  fix: 'of the folder; with --base, of the default branch',
};

function common(command: Command, formats: readonly string[] = ['text', 'json', 'sarif', 'markdown']): Command {
  const trusted = trustedConfig[command.name()] ?? 'of the folder';
  return command
    .addOption(new Option('--format <format>').choices(formats).default('text'))
    .option('--output <file>', output)
    .option('--config <file>', `the configuration file to use (default: .github/plimsoll.yaml ${trusted})`)
    .option('--policies <dir>', 'a folder of rules to run in addition to the built-in ones')
    .option('--organisation <file>', organisation)
    .option('--quiet', quiet, false)
    .option('--offline', offline, false)
    .option('--cache <dir>', cache)
    .addOption(kubernetesVersion())
    .addOption(
      new Option('--fail-on <severity>', 'the lowest severity that fails (default: high)').choices([
        'critical',
        'high',
        'medium',
        'low',
        'never',
      ]),
    )
    .addOption(ruleSets())
    .addOption(deadline())
    .option('--allow-empty', 'pass when there is nothing to check', false);
}

function chart(command: Command): Command {
  return command
    .option(
      '--values <file>',
      'a values file to use instead of those that the repository names; repeatable',
      collect,
      [],
    )
    .option('--set <key=value>', 'set a value; repeatable', collect, [])
    .option('--release-name <name>', 'the release name for charts', 'release-name')
    .option('--namespace <namespace>', 'the release namespace for charts', 'default')
    .option('--skip-schema-validation', "ignore the chart's values.schema.json", false);
}

function kubernetesVersion(): Option {
  return new Option('--kubernetes-version <version>', 'the Kubernetes version to render and check for').argParser(
    (value: string) => {
      if (!/^v?1\.(0|[1-9]\d*)(\.\d+)?$/.test(value)) {
        const known = `1.0 to ${newestKubernetes} are known`;
        throw new InvalidArgumentError(`expected a version such as ${newestKubernetes}; ${known}.`);
      }
      return value.replace(/^v/, '');
    },
  );
}

function ruleSets(what = 'the sets of rules to run'): Option {
  const all = new Set<string>(chosenSets);
  return new Option('--sets <names>', `${what}, with commas: ${chosenSets.join(', ')}`).argParser((value: string) => {
    const names = value
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const unknown = names.filter((name) => !all.has(name));
    if (unknown.length === 0 && names.length > 0) return names;
    const wrong = unknown.length === 0 ? 'it names no set' : `there is no set ${unknown.join(', ')}`;
    throw new InvalidArgumentError(`${wrong}; expected some of ${chosenSets.join(', ')}.`);
  });
}

function deadline(): Option {
  return new Option('--deadline <minutes>', 'how long the run may take (default: 10)').argParser((value: string) => {
    const minutes = Number(value);
    if (!(minutes > 0 && minutes <= 24 * 60))
      throw new InvalidArgumentError('expected a number of minutes, such as 10.');
    return minutes;
  });
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
