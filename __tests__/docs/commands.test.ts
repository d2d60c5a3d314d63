import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { program } from '../../src/cli/program.ts';
import { blocks, page, pages, root } from './pages.ts';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

describe('commands of npm', () => {
  test.each(pages)('that $path names are scripts of package.json', ({ text }) => {
    const named = [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(([, script = '']) => script);

    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  test.each(['demo', 'test'])('%s is a script, and the README shows it', (script) => {
    expect(scripts).toHaveProperty(script);
    expect(page('README.md').text).toContain(script === 'test' ? 'npm cit' : `npm run ${script}`);
  });
});

describe('the README, of the command line', () => {
  const commands = new Map(program().commands.map((command) => [command.name(), command]));
  const calls = blocks(page('README.md'), 'sh')
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => /^node dist\/cli\.js (?<words>[^#]*)/.exec(line)?.groups?.['words']?.trim() ?? [])
    .map((call) => call.split(' '));

  test('shows every command', () => {
    expect(new Set(calls.map(([name]) => name))).toEqual(new Set(commands.keys()));
  });

  test.each(calls)('names flags that %s has', (name, ...words) => {
    const flags = commands.get(name)?.options.map(({ long }) => long);

    expect(words.filter((word) => word.startsWith('--') && !flags?.includes(word))).toEqual([]);
  });

  test('names folders that are there', () => {
    const paths = calls
      .filter(([name]) => name !== 'explain')
      .flat()
      .filter((word) => word.includes('/') && word !== 'origin/main');

    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('and the help say the same exit codes', () => {
    const rows = [...page('README.md').text.matchAll(/^\| (\d) +\| (?:error|fail|pass) +\|/gm)];
    let help = '';
    const command = program().configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();

    const said = [...help.matchAll(/^ {2}(\d) {2}\S/gm)].map(([, code]) => code);

    expect(said.sort()).toEqual(['0', '1', '2', '3', '4']);
    expect(rows.map(([, code]) => code).sort()).toEqual(said);
  });
});
