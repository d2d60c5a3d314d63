/**
 * KubeLinter: a file and the reports of one check on it, with the kind of each. Objects whose name says so pass; the
 * others of a reported kind fail if there are as many reports.
 */
import { z } from 'zod';
import { type Expectation, type Suite } from '../expectation.ts';
import { nameOf, objectsOf } from '../files.ts';
import { derivedCases } from './derived.ts';

const schema = z.object({
  file: z.string(),
  check: z.string().nullable(),
  messages: z.array(z.object({ kind_and_message: z.string() })),
});
const passing = /\/(?:dont-fire|good-|valid|should-pass)/;

export function kubeLinter(root: string): Suite {
  const cases = derivedCases(root, schema).flatMap(({ check, ...rest }) =>
    check === null ? [] : [{ check, ...rest }],
  );
  const expectations = cases.flatMap(({ file, check, messages }): Expectation[] => {
    const names = [...new Set(objectsOf(root, [file]).map(nameOf))];
    const expect = (object: string | null, fails: boolean): Expectation => ({ check, files: [file], object, fails });
    const kinds = messages.map(({ kind_and_message: text }) => /^\w+/.exec(text)?.[0] ?? '');
    const failing = [...new Set(kinds)].flatMap((kind) => {
      const others = names.filter((name) => name.startsWith(`${kind}/`) && !passing.test(name));
      return others.length > 0 && others.length <= kinds.filter((each) => each === kind).length ? others : [kind];
    });
    return [
      ...(failing.length === 0 ? [expect(null, true)] : failing.map((object) => expect(object, true))),
      ...names.filter((name) => passing.test(name)).map((object) => expect(object, false)),
    ];
  });
  return { name: 'kube-linter', checks: cases.map(({ check }) => check), expectations };
}
