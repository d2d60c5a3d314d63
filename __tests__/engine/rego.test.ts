import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { afterAll, describe, expect, it } from 'vitest';

import { openEngines, valueOf } from './open-engines.ts';

const engines = openEngines();
afterAll(async () => engines.close());

const of = (text: string, version: 'v0' | 'v1' = 'v1') => ({ modules: new Map([['a.rego', text]]), version });
const refused = (line: number, message: string) => ({
  ok: false,
  error: { code: 'rego-invalid', message, file: 'a.rego', line },
  faults: [{ file: 'a.rego', line, message }],
});

describe('the rego engine', () => {
  it('checks, and names the line of a fault', async () => {
    expect(await engines.rego.check(of('package a\n\nx := 1\n'))).toEqual({ ok: true, value: null });
    expect(await engines.rego.check(of('package a\n\nx := nosuch(1)\n'))).toEqual(
      refused(3, 'undefined function nosuch'),
    );
  });

  it('tells the versions of the language apart', async () => {
    const old = 'package a\n\ndeny[m] { m := "x" }\n';
    expect(await engines.rego.check(of(old, 'v0'))).toEqual({ ok: true, value: null });
    expect((await engines.rego.check(of(old, 'v1'))).ok).toBe(false);
  });

  it('formats as OPA does', async () => {
    expect(await engines.rego.format(of('package a\nx:=1'))).toEqual({
      ok: true,
      value: new Map([['a.rego', 'package a\n\nx := 1\n']]),
    });
  });

  it('compiles to a module that opa-wasm runs', async () => {
    const text = 'package a\n\ndeny contains m if {\n\tsome m in input.all\n\tstartswith(m, "x")\n}\n';
    const { wasm, builtins } = valueOf(await engines.rego.compile({ ...of(text), entrypoints: ['a/deny'], allow: [] }));
    expect(builtins).toEqual([]);
    const policy = await loadPolicy(wasm);
    expect(policy.evaluate({ all: ['xa', 'b'] })).toEqual([{ result: ['xa'] }]);
  });

  it('refuses a built-in that WebAssembly does not have, unless somebody provides it', async () => {
    const options = { ...of('package a\n\nx := sprintf("%d", [1])\n'), entrypoints: ['a/x'] };
    expect(await engines.rego.compile({ ...options, allow: [] })).toEqual(
      refused(3, 'the built-in sprintf is not available in WebAssembly'),
    );
    expect(valueOf(await engines.rego.compile({ ...options, allow: ['sprintf'] })).builtins).toEqual(['sprintf']);
  });

  it('reads METADATA', async () => {
    const text = '# METADATA\n# title: A title\n# custom:\n#   severity: high\npackage a.b\n';
    expect(await engines.rego.annotations(of(text))).toEqual({
      ok: true,
      value: [
        {
          file: 'a.rego',
          line: 5,
          path: ['a', 'b'],
          annotation: { scope: 'package', title: 'A title', custom: { severity: 'high' } },
        },
      ],
    });
  });

  it('runs tests', async () => {
    const text = 'package a\n\ntest_good if {\n\tprint("seen", data.d)\n}\n\ntest_bad if 1 == 2\n';
    expect(await engines.rego.test({ ...of(text), data: { d: 7 } })).toEqual({
      ok: true,
      value: [
        { file: 'a.rego', line: 3, name: 'data.a.test_good', result: 'pass', output: 'seen 7\n' },
        { file: 'a.rego', line: 7, name: 'data.a.test_bad', result: 'fail', output: '' },
      ],
    });
  });

  it('evaluates, without reaching out', async () => {
    const options = {
      ...of('package a\n\nx := input.n + data.n\n'),
      query: 'data.a.x',
      data: { n: 1 },
      input: { n: 2 },
    };
    expect(await engines.rego.eval(options)).toEqual({ ok: true, value: [3] });
    expect(await engines.rego.eval({ ...options, query: 'data.a.none' })).toEqual({ ok: true, value: [] });
    expect(await engines.rego.check(of('package a\n\nx := http.send({})\n'))).toEqual(
      refused(3, 'undefined function http.send'),
    );
  });
});
