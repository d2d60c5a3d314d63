import { expect, test } from 'vitest';
import { compare } from '../../scripts/conformance/compare.ts';
import { fits, sourceLines } from '../../scripts/conformance/origins.ts';

const config = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: ${value}\n`;

test('two renders are the same whatever the order and style of their objects', () => {
  const left = `${config('one', "'1'")}---\n${config('two', 'no thing')}`;
  const right = `# two first\n${config('two', '"no thing"')}---\n${config('one', '"1"')}`;

  expect(compare(left, right)).toEqual({ objects: 2, differences: [] });
});

test('a value of another type, a missing object and a repeated one are differences', () => {
  const left = `${config('one', "'1'")}---\n${config('two', 'same')}`;
  const right = `${config('one', '1')}---\n${config('two', 'same')}---\n${config('two', 'same')}`;

  expect(compare(left, right).differences).toEqual(['v1/ConfigMap//one.data.a', 'v1/ConfigMap//two#2']);
  expect(compare(right, left).differences).toEqual(['v1/ConfigMap//one.data.a', 'v1/ConfigMap//two#2']);
});

test('an object under another name is a difference of the name', () => {
  const left = `${config('test-a1b2', 'same')}---\n${config('one', 'same')}`;
  const right = `${config('one', 'same')}---\n${config('test-c3d4', 'same')}`;

  expect(compare(left, right).differences).toEqual(['v1/ConfigMap//test-a1b2.metadata.name']);
});

test('a rendered line fits a source line only when its text can have produced it', () => {
  const source = sourceLines(
    'name: {{ .x }}-web\n{{- /* a\nname: */}}\nkind: Pod\n{{ if .x }}a: 1{{ else }}b: 2{{ end }}',
  );
  const judge = (text: string, line: number, continues = false): boolean =>
    fits(text, source[line - 1] ?? { literals: [], acts: false, branches: false }, continues);

  expect(judge('  name: shop-web', 1)).toBe(true);
  expect(judge('  name: shop', 1)).toBe(true);
  expect(judge('  label: shop', 1)).toBe(false);
  expect(judge('  - more of the value', 1, true)).toBe(true);
  expect(judge('kind: Pod', 4)).toBe(true);
  expect(judge('kind: Pods', 4)).toBe(false);
  expect(judge('b: 2', 5)).toBe(true);
  expect(judge('c: 3', 5)).toBe(false);
});
