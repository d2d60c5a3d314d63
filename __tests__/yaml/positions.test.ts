import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, type Path } from '../../src/model/json.ts';
import { openYaml } from '../../src/yaml/positions.ts';
import { parseManifests } from '../../src/yaml/values.ts';
import { yamlText } from './arbitrary-yaml.ts';

const pod = `# a pod
kind: Pod
metadata: {name: a, labels: {app: b}}
spec:
  # its containers
  containers:
    - name: web # first
      image: >-
        nginx
      command: ["sh",
        "-c"]
      securityContext:
    -
      name: "side
        car"
    - {name: third}
  hostNetwork:
    true
---
defaults: &defaults
  runAsNonRoot: false
  nested: {a: 1}
x: &x
  <<: [*defaults, {runAsUser: 0}]
  privileged: true
w: *x
z:
  privileged: false
  <<: *x
dup: 1
dup: 2
`;

const cases: readonly [number, Path, { readonly found: boolean; readonly first: number; readonly last: number }][] = [
  [0, [], { found: true, first: 2, last: 2 }],
  [0, ['kind'], { found: true, first: 2, last: 2 }],
  [0, ['metadata', 'labels', 'app'], { found: true, first: 3, last: 3 }],
  [0, ['spec'], { found: true, first: 4, last: 4 }],
  [0, ['spec', 'containers'], { found: true, first: 6, last: 6 }],
  [0, ['spec', 'containers', 0], { found: true, first: 7, last: 7 }],
  [0, ['spec', 'containers', 0, 'name'], { found: true, first: 7, last: 7 }],
  [0, ['spec', 'containers', 0, 'image'], { found: true, first: 8, last: 8 }],
  [0, ['spec', 'containers', 0, 'command', 1], { found: true, first: 11, last: 11 }],
  [0, ['spec', 'containers', 0, 'securityContext'], { found: true, first: 12, last: 12 }],
  [0, ['spec', 'containers', 0, 'securityContext', 'privileged'], { found: false, first: 12, last: 12 }],
  [0, ['spec', 'containers', 0, 'ports', 0, 'x'], { found: false, first: 7, last: 7 }],
  [0, ['spec', 'containers', 1], { found: true, first: 13, last: 13 }],
  [0, ['spec', 'containers', 1, 'name'], { found: true, first: 14, last: 15 }],
  [0, ['spec', 'containers', 1, 'image'], { found: false, first: 13, last: 13 }],
  [0, ['spec', 'containers', 2, 'name'], { found: true, first: 16, last: 16 }],
  [0, ['spec', 'containers', 3], { found: false, first: 6, last: 6 }],
  [0, ['spec', 'hostNetwork'], { found: true, first: 17, last: 18 }],
  [0, ['spec', 'hostPID'], { found: false, first: 4, last: 4 }],
  [0, ['status'], { found: false, first: 2, last: 2 }],
  [1, ['w'], { found: true, first: 26, last: 26 }],
  [1, ['w', 'privileged'], { found: true, first: 25, last: 25 }],
  [1, ['w', 'runAsNonRoot'], { found: true, first: 21, last: 21 }],
  [1, ['w', 'nested', 'a'], { found: true, first: 22, last: 22 }],
  [1, ['w', 'runAsUser'], { found: true, first: 24, last: 24 }],
  [1, ['w', 'missing'], { found: false, first: 26, last: 26 }],
  [1, ['z', 'privileged'], { found: true, first: 25, last: 25 }],
  [1, ['dup'], { found: true, first: 31, last: 31 }],
];

describe('the lines of a field', () => {
  test.each(cases)('in document %i, %j', (document, path, lines) => {
    expect(openYaml(pod).locate(document, path)).toEqual(lines);
  });

  test('are those of the key as the API server sees it', () => {
    const yaml = openYaml('on: 1\n080: 2\n0x10: 3\n"a b": 4\n? c\n: 5\n');
    const keys = ['true', '80', '16', 'a b', 'c'];
    expect(keys.map((key) => yaml.locate(0, [key])?.first)).toEqual([1, 2, 3, 4, 5]);
  });

  test('are there for what YAML would want indented deeper', () => {
    const yaml = openYaml('a: 1\n---\nspec:\n    args: [\n"x",\n  {b: 1}\n]\n    text: "a\nb"\n    c: 1\n');
    expect(yaml.locate(1, ['spec', 'args', 1, 'b'])).toEqual({ found: true, first: 6, last: 6 });
    expect(yaml.locate(1, ['spec', 'c'])).toEqual({ found: true, first: 10, last: 10 });
  });

  test('are not known for a document that is not there', () => {
    expect(openYaml('a: 1\n---\n# nothing\n').locate(1, ['a'])).toBeNull();
    expect(openYaml('a: 1\n').locate(7, ['a'])).toBeNull();
  });

  test('exist for every field that has a value, in streams of several documents', () => {
    const property = fc.property(fc.array(yamlText, { minLength: 1, maxLength: 3 }), (texts) => {
      const stream = texts.map((text) => (text.endsWith('\n') ? text : `${text}\n`)).join('---\n');
      const opened = openYaml(stream);
      for (const { index, line, text, value } of parseManifests(stream).documents) {
        const lines = { first: line, last: line + text.split('\n').length - 1 };
        for (const path of pathsOf(value)) {
          const located = opened.locate(index, path);
          expect({ stream, path, found: located?.found }).toEqual({ stream, path, found: true });
          expect(located?.first).toBeGreaterThanOrEqual(lines.first);
          expect(located?.last).toBeLessThanOrEqual(lines.last);
        }
      }
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('move along when lines are put before the document', () => {
    const property = fc.property(yamlText, (text) => {
      const [document] = parseManifests(text).documents;
      const moved = openYaml(`# one\n# two\n---\n${text}`);
      const here = openYaml(text);
      for (const path of pathsOf(document?.value ?? null)) {
        const located = here.locate(0, path);
        const expected = located && { found: located.found, first: located.first + 3, last: located.last + 3 };
        expect(moved.locate(1, path)).toEqual(expected);
      }
    });
    fc.assert(property, { numRuns: 100 });
  });
});

function pathsOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([part, item]: [string | number, Json]) => pathsOf(item, [...path, part]))];
}
