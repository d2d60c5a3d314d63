import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { type JsonObject } from '../../src/model/json.ts';
import { readHeaders } from '../../src/rules/headers/headers.ts';
import { scaffold } from '../../scripts/policies/scaffold.ts';

describe('a new rule', () => {
  it('comes with a body and two cases', () => {
    expect([...scaffold('my-group/my-rule', '1.2.3').keys()]).toEqual([
      'my-rule.rego',
      'cases/passes/input.yaml',
      'cases/writable/input.yaml',
    ]);
  });

  it('has a header that the build takes', () => {
    const file = 'rules/my-group/my-rule/my-rule.rego';
    const text = scaffold('my-group/my-rule', '1.2.3').get('my-rule.rego') ?? '';
    const header = load(
      text
        .slice('# METADATA\n'.length, text.indexOf('package '))
        .split('\n')
        .map((line) => line.slice(2))
        .join('\n'),
    ) as JsonObject;
    const annotation = {
      file,
      line: 1,
      path: ['plimsoll', 'rules', 'my-group', 'my-rule'],
      annotation: { scope: 'package', ...header },
    };

    const { rules, faults } = readHeaders(new Map([[file, text]]), [annotation]);

    expect(faults).toEqual([]);
    expect(rules).toMatchObject([{ id: 'my-group/my-rule', since: '1.2.3', fixRisk: 'may-break' }]);
  });
});

describe('the build', () => {
  const header = { scope: 'package' };

  it.each([
    ['a file outside of its rule', 'rules/rbac/wildcard/other.rego', 'is not rules/<group>/<rule>/<rule>.rego'],
    ['a rule without a header', 'rules/rbac/nothing/nothing.rego', 'has no METADATA block for its package'],
    [
      'a package of another name',
      'rules/rbac/wildcard/wildcard.rego',
      'is package plimsoll/rules/rbac/other, and its folder says plimsoll/rules/rbac/wildcard',
    ],
  ])('refuses %s', (_, file, fault) => {
    const annotations = [
      {
        file: 'rules/rbac/wildcard/wildcard.rego',
        line: 1,
        path: ['plimsoll', 'rules', 'rbac', 'other'],
        annotation: header,
      },
    ];
    expect(readHeaders(new Map([[file, '']]), annotations)).toEqual({ rules: [], faults: [`${file}: ${fault}`] });
  });
});
