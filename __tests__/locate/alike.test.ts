import { describe, expect, test } from 'vitest';
import { areAlike, isOnlyOne } from '../../src/sources/helm/locate/alike.ts';
import { type HelmOrigin } from '../../src/sources/helm/locate/origin.ts';

const file = 'web/templates/pod.yaml';

function document(text: string, start = 0): HelmOrigin {
  return { kind: 'helm', template: file, name: file, start, text, item: [] };
}

const template = [
  'kind: Pod',
  '{{- if .Values.net }}',
  'hostNetwork: {{ .Values.net }}',
  '{{- end }}',
  'image: "{{ .Values.image }}"',
  'env: {{- toYaml .Values.env | nindent 2 }}',
];
const known = {
  origin: document('kind: Pod\nhostNetwork: true\nimage: "a"\nenv:\n  A: 1'),
  lines: [1, 3, 5, 6, 6].map((line) => ({ file, line })),
};
const text = (): readonly string[] => template;
const isAlike = (other: HelmOrigin): boolean => areAlike(known, other, text);

describe('the lines of a document are those of another one', () => {
  test.each([
    ['where nothing differs', 'kind: Pod\nhostNetwork: true\nimage: "a"\nenv:\n  A: 1', 0],
    ['where a printed value differs', 'kind: Pod\nhostNetwork: true\nimage: "b"\nenv:\n  A: 1', 0],
    ['where it stands elsewhere', 'kind: Pod\nhostNetwork: false\nimage: "b"\nenv:\n  A: 1', 2],
  ])('%s', (_, printed, start) => {
    expect(isAlike(document(printed, start))).toBe(true);
  });

  test.each([
    ['a line is missing', 'kind: Pod\nimage: "a"\nenv:\n  A: 1'],
    ['what the template says differs', 'kind: DaemonSet\nhostNetwork: true\nimage: "a"\nenv:\n  A: 1'],
    ['another key is printed', 'kind: Pod\nhostPID: true\nimage: "a"\nenv:\n  A: 1'],
    ['what is printed whole differs', 'kind: Pod\nhostNetwork: true\nimage: "a"\nenv:\n  B: 1'],
    ['a line stands deeper', 'kind: Pod\nhostNetwork: true\n  image: "b"\nenv:\n  A: 1'],
    ['a value begins a text block', 'kind: Pod\nhostNetwork: |\nimage: "a"\nenv:\n  A: 1'],
    ['a value is a map', 'kind: Pod\nhostNetwork: {a: 1}\nimage: "a"\nenv:\n  A: 1'],
    ['a value has an anchor', 'kind: Pod\nhostNetwork: &a true\nimage: "a"\nenv:\n  A: 1'],
    ['a value does not end', 'kind: Pod\nhostNetwork: true\nimage: "a\nenv:\n  A: 1'],
  ])('not where %s', (_, printed) => {
    expect(isAlike(document(printed))).toBe(false);
  });

  test('not those of another template', () => {
    expect(isAlike({ ...known.origin, name: 'web/templates/other.yaml' })).toBe(false);
  });
});

describe('a line that no other could have printed in its place', () => {
  const isOnly = (lines: readonly string[], line: number): boolean => isOnlyOne({ file, line }, [], () => lines);

  test.each<[string, boolean, readonly string[], number]>([
    ['is one that stands once', true, ['a: 1', 'privileged: true'], 2],
    ['is none that stands twice', false, ['privileged: true', 'privileged: true'], 2],
    ['is one among others of its key, where nothing has two branches', true, ['name: a', 'name: b'], 2],
    [
      'is none of these where something has',
      false,
      ['{{ if .a }}', 'name: a', '{{- else }}', 'name: b', '{{ end }}'],
      4,
    ],
    [
      'is one whose key stands once, in whatever branch',
      true,
      ['{{ if .a }}', 'name: a', '{{- else }}', 'b: b', '{{ end }}'],
      4,
    ],
    ['is none that is blank', false, ['a: 1', ''], 2],
  ])('%s', (_, expected, lines, line) => {
    expect(isOnly(lines, line)).toBe(expected);
  });

  test('is none in a file that cannot be read', () => {
    expect(isOnlyOne({ file, line: 1 }, [], () => null)).toBe(false);
  });
});
