import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Path } from '../../src/model/json.ts';
import { type FixOperation } from '../../src/model/rule.ts';
import { shedding } from '../../src/sources/candidates/shedding.ts';

const remove = (...path: Path): FixOperation => ({ op: 'remove', path });
const set = (...path: Path): FixOperation => ({ op: 'set', path, value: true });

describe('a removal', () => {
  test.each([
    [
      'takes the map that it empties',
      'securityContext: {privileged: true}',
      [remove('securityContext', 'privileged')],
      [remove('securityContext')],
    ],
    [
      'takes all maps that hold nothing else',
      'spec: {template: {spec: {hostPID: true}}}',
      [remove('spec', 'template', 'spec', 'hostPID')],
      [remove('spec')],
    ],
    [
      'of all items of a list takes the list',
      'securityContext: {capabilities: {add: [A, B]}, runAsUser: 1}',
      [remove('securityContext', 'capabilities', 'add', 1), remove('securityContext', 'capabilities', 'add', 0)],
      [remove('securityContext', 'capabilities'), remove('securityContext', 'capabilities')],
    ],
    [
      'leaves a map that something is put into',
      'securityContext: {privileged: true}',
      [set('securityContext', 'runAsNonRoot'), remove('securityContext', 'privileged')],
      [set('securityContext', 'runAsNonRoot'), remove('securityContext', 'privileged')],
    ],
    [
      'leaves a map that means something when it is empty',
      'podSelector: {app: web}',
      [remove('podSelector', 'app')],
      [remove('podSelector', 'app')],
    ],
    [
      'of what is not there removes nothing else',
      'securityContext: {a: 1}',
      [remove('securityContext', 'b')],
      [remove('securityContext', 'b')],
    ],
  ] as const)('%s', (_, text, operations, expected) => {
    expect(shedding(text, operations)).toEqual(expected);
  });

  test('only ever becomes that of something around it', () => {
    const name = fc.constantFrom('spec', 'securityContext', 'capabilities', 'add', 'app');
    const object = fc.letrec((tie) => ({
      node: fc.oneof({ depthSize: 'small' }, fc.boolean(), fc.dictionary(name, tie('node'), { maxKeys: 2 })),
    })).node;
    fc.assert(
      fc.property(object, fc.array(name, { minLength: 1, maxLength: 4 }), (value, path) => {
        const [shed] = shedding(JSON.stringify(value), [remove(...path)]);
        expect(path.slice(0, shed?.path.length)).toEqual(shed?.path);
        expect(shed?.path.length).toBeGreaterThan(0);
      }),
    );
  });
});
