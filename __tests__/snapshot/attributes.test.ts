import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rewrittenBy } from '../../src/snapshot/attributes.ts';
import { temporaryRepository, write } from './temporary.ts';

const paths = ['a.yaml', 'b.yml', 'x/a.yaml', 'x/y/a.yaml', 'x/y/z/[a].yaml', 'xy/b.yaml', 'a b.yaml', 'x/y'];

/** What git says of the same files, as far as it is about another content. */
function byGit(folder: string): string[] {
  const names = ['working-tree-encoding', 'filter', 'ident'];
  const input = paths.join('\0');
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
  };
  // What git warns of is meant to be there.
  const stdio = ['pipe', 'pipe', 'ignore'] as const;
  const args = ['check-attr', '-z', '--stdin', ...names];
  const out = execFileSync('git', args, { cwd: folder, env, input, encoding: 'utf8', stdio: [...stdio] });
  const fields = out.split('\0');
  const found = new Map<string, string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', name = '', value = ''] = fields.slice(at, at + 3);
    const changes =
      name === 'ident' ? value === 'set' : !['unspecified', 'set', 'unset', 'lfs', 'UTF-8', ''].includes(value);
    if (changes && !found.has(path)) found.set(path, name === 'ident' ? name : `${name}=${value}`);
  }
  return [...found].map(([path, attribute]) => `${path} ${attribute}`).sort();
}

function byUs(texts: Readonly<Record<string, string>>): string[] {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  return [...rewrittenBy(files, paths)].map(([path, { attribute }]) => `${path} ${attribute}`).sort();
}

describe('files that a checkout writes otherwise', () => {
  test('are those of which git says so', () => {
    const folder = temporaryRepository({});
    const piece = fc.constantFrom(
      '*',
      '**',
      '?',
      'a',
      'b',
      'x',
      'y',
      'z',
      '/',
      '/',
      '.yaml',
      '.yml',
      '[ab]',
      '[!b]',
      '\\[',
    );
    const pattern = fc.array(piece, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
    const state = fc.constantFrom(
      'working-tree-encoding=UTF-16',
      'working-tree-encoding=UTF-8',
      '!working-tree-encoding',
      'filter=lfs',
      'filter=crypt',
      '-filter',
      'filter',
      'ident',
      '-ident',
      '!ident',
      'text',
      'eol=lf',
      'mine',
      '-mine',
      'binary',
      '!bad name',
      '-=x',
    );
    const line = fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(pattern, fc.array(state, { minLength: 1, maxLength: 3 }))
          .map(([one, all]) => [one, ...all].join(' ')),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '[attr]mine ident filter=crypt',
          '[attr]mine -ident',
          '# a.yaml ident',
          '"a b.yaml" ident',
          '"\\141.yaml"\tident\r',
          '!a.yaml ident',
          '  *.yml ident',
        ),
      },
    );
    const text = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));

    fc.assert(
      fc.property(text, text, (top, below) => {
        const texts = { '.gitattributes': top, 'x/.gitattributes': below };
        write(folder, texts);
        expect(byUs(texts)).toEqual(byGit(folder));
      }),
      { numRuns: 100 },
    );
  });

  test('are named with the line that decides', () => {
    const text = '*.yaml text\n*.yaml filter=a\nx/*.yaml ident\n\nx/a.yaml -ident filter=b\n';
    const rewritten = rewrittenBy([{ path: '.gitattributes', text }], paths);
    const of = (attribute: string, line: number): unknown => ({ attribute, file: '.gitattributes', line });

    expect(rewritten.get('a.yaml')).toEqual(of('filter=a', 2));
    expect(rewritten.get('x/a.yaml')).toEqual(of('filter=b', 5));
    expect(rewritten.get('b.yml')).toBeUndefined();
  });

  test('are taken for such where a pattern is not read here', () => {
    const text = '[[:lower:]].yaml ident\n[[:lower:]].yaml -ident\n';

    expect(byUs({ '.gitattributes': text })).toEqual(paths.map((path) => `${path} ident`).sort());
  });

  test('are all of them, where lines and files are too many to compare', () => {
    const text = 'nothing filter=a\n'.repeat(2000);
    const many = Array.from({ length: 2000 }, (_, index) => join('x', `${index}.yaml`));

    expect(rewrittenBy([{ path: '.gitattributes', text }], many).size).toBe(2000);
  });
});
