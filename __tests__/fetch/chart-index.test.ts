import { dump } from 'js-yaml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockOf, versionsIn } from '../../src/fetch/repository/chart-index.ts';

const digest = 'AB'.repeat(32);
const index = `apiVersion: v1
entries:
  alpine:
  - annotations:
      note: |
        web:
        - version: 6.6.6
    version: 0.1.0
    urls:
    - alpine-0.1.0.tgz
  web:
  # the newest first
  - version: 1.10
    digest: ${digest}
    urls:
    - web-1.10.tgz
    - https://mirror.example/web-1.10.tgz

  - version: 1.9.0
    description: "two
      lines"
  zeta: []
web:
- version: 6.6.6
generated: "2024-01-01T00:00:00Z"
`;

describe('the versions of a chart', () => {
  const versions = [
    {
      version: '1.10',
      digest: `sha256:${digest.toLowerCase()}`,
      urls: ['web-1.10.tgz', 'https://mirror.example/web-1.10.tgz'],
    },
    { version: '1.9.0', digest: null, urls: [] },
  ];

  it('are found in an index as Helm writes it, with either line ending', () => {
    expect(versionsIn(index, 'web')).toEqual(versions);
    expect(versionsIn(index.replaceAll('\n', '\r\n'), 'web')).toEqual(versions);
    expect(versionsIn(index, 'zeta')).toEqual([]);
    expect(versionsIn(index, 'generated')).toBeNull();
  });

  it('are found in flow style, under a quoted key, by an alias, and in JSON', () => {
    const flow = 'entries: { web: [ { version: 1.2.3, urls: [ a ] } ] }';
    const quoted = 'entries:\n  "web":\n  - version: 1.2.3\n    urls: [ a ]\n';
    const alias = 'x: &x [ a ]\nentries:\n  web:\n  - version: 1.2.3\n    urls: *x\n';
    const json = '{ "entries": { "web": [ { "version": "1.2.3", "urls": [ "a" ] } ] } }';
    for (const written of [flow, quoted, alias, json]) {
      expect(versionsIn(written, 'web')).toEqual([{ version: '1.2.3', digest: null, urls: ['a'] }]);
    }
  });

  it('are those of the whole index, when only their part is parsed', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('a\nb\n', 'web:\n- x', '# no', '- a', 'entries:\n  web:\n'),
    );
    const entry = fc.record({ version: text, description: text, urls: fc.array(text, { maxLength: 2 }) });
    const name = fc.constantFrom('web', 'web-2', 'a', 'zeta', 'entries');
    const style = fc.record({
      indent: fc.constantFrom(2, 4),
      seqNoIndent: fc.boolean(),
      lineWidth: fc.constantFrom(20, 80),
    });
    fc.assert(
      fc.property(fc.dictionary(name, fc.array(entry, { maxLength: 3 })), text, style, (entries, info, styled) => {
        const written = dump({ apiVersion: 'v1', info, entries, web: [{ version: 'elsewhere' }] }, styled);
        const expected = entries['web']?.map(({ version, urls }) => ({
          version,
          digest: null,
          urls: urls.filter((url) => url !== ''),
        }));

        expect(versionsIn(written, 'web')).toEqual(expected ?? null);
      }),
      { numRuns: 500 },
    );
  });

  it('are found without parsing the rest', () => {
    expect(blockOf(index, 'web')?.split('\n')).toHaveLength(13);
    const large = `entries:\n${Array.from({ length: 50_000 }, (_, at) => `  c${at}:\n  - version: 1.0.0\n    urls: [ a ]\n`).join('')}`;
    const started = Date.now();

    expect(versionsIn(large, 'c40000')).toEqual([{ version: '1.0.0', digest: null, urls: ['a'] }]);

    expect(Date.now() - started).toBeLessThan(200);
  });

  it('of a bomb of aliases are refused', () => {
    const layers = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [ *a${at}, *a${at} ]\n`);
    const bomb = `a0: &a0 [ x ]\n${layers.join('')}entries: { web: [ { version: 1.0.0, urls: *a30 } ] }\n`;

    expect(versionsIn(bomb, 'web')).toEqual([{ version: '1.0.0', digest: null, urls: [] }]);
    const aliases = `a: &a x\nb: [ ${'*a, '.repeat(1001)} ]\nentries: {}\n`;
    expect(() => versionsIn(aliases, 'web')).toThrow('its index.yaml is not valid YAML');
  });
});
