import { expect, test } from 'vitest';
import { type Path } from '../../src/model/json.ts';
import { valuesOriginsOf } from '../../src/report/value-origins.ts';
import { goldenCase } from './golden-cases.ts';

const [finding] = goldenCase('plain-manifest').report.findings;
if (finding === undefined) throw new Error('the case has no finding');
const any = finding;
const values = { file: 'charts/web/values.yaml', line: 3, path: ['web', 'name'] };

function toldOf(path: Path): readonly unknown[] {
  return valuesOriginsOf([{ ...any, path, origin: { values } }]);
}

test('a value that only names an object is no cause, and is not told', () => {
  expect(toldOf(['roleRef'])).toEqual([]);
  expect(toldOf(['subjects', 0])).toEqual([]);
  expect(toldOf(['metadata', 'name'])).toEqual([]);
});

test('any other value is told', () => {
  expect(toldOf(['spec', 'hostPID'])).toEqual([values]);
  expect(toldOf(['spec', 'containers', 0, 'name'])).toEqual([values]);
});
