import { describe, expect, it } from 'vitest';
import { ruleOfHeader } from '../../src/rules/headers/header.ts';

const custom = {
  severity: 'high',
  enforcement: 'deny',
  remedy: 'Remove it.',
  kinds: ['Pod'],
  standards: ['PSS baseline: HostPath Volumes'],
  fix_risk: 'may-break',
  fix_check: 'Nothing needs it.',
  since: '0.1.0',
};
const header = {
  scope: 'package',
  title: 'Do without it',
  description: 'It is dangerous.',
  related_resources: [{ ref: 'https://kubernetes.io/docs/' }],
  custom,
};

describe('the header of a rule', () => {
  it('becomes the rule', () => {
    expect(ruleOfHeader('pod/without-it', header)).toEqual({
      ok: true,
      rule: {
        id: 'pod/without-it',
        title: 'Do without it',
        description: 'It is dangerous.',
        severity: 'high',
        enforcement: 'deny',
        remedy: 'Remove it.',
        kinds: ['Pod'],
        standards: ['PSS baseline: HostPath Volumes'],
        related: ['https://kubernetes.io/docs/'],
        fixRisk: 'may-break',
        fixCheck: 'Nothing needs it.',
        since: '0.1.0',
      },
    });
  });

  it('has the sets and parameters that it declares', () => {
    const parameters = {
      most: { type: 'integer', default: 3, description: 'How many.' },
      floating_tags: { type: 'strings', default: ['latest'], description: 'Which.' },
      is_strict: { type: 'boolean', default: false, description: 'Whether.' },
      registry: { type: 'string', default: '', description: 'Where.' },
    };

    const result = ruleOfHeader('pod/without-it', { ...header, custom: { ...custom, sets: ['nsa'], parameters } });

    expect(result).toMatchObject({ ok: true, rule: { sets: ['nsa'], parameters } });
  });

  it.each([
    ['a set that nobody knows', { sets: ['nsaa'] }, /^custom\.sets\.0: .*"default".*"cis"/],
    ['all, in which every rule is', { sets: ['all'] }, /^custom\.sets\.0: /],
    [
      'a default of another type',
      { parameters: { tags: { type: 'strings', default: 'latest', description: 'Tags.' } } },
      /^custom\.parameters\.tags\.default: expected a list of strings, as its type is strings; got "latest"$/,
    ],
    [
      'a default that is no whole number',
      { parameters: { most: { type: 'integer', default: 1.5, description: 'Most.' } } },
      /^custom\.parameters\.most\.default: expected a string or an integer or true or false or a list of strings; got 1\.5$/,
    ],
    [
      'no default',
      { parameters: { most: { type: 'integer', description: 'Most.' } } },
      /^custom\.parameters\.most\.default: is missing$/,
    ],
    [
      'a parameter of another type',
      { parameters: { most: { type: 'number', default: 1, description: 'Most.' } } },
      /^custom\.parameters\.most\.type: /,
    ],
    [
      'a description without a period',
      { parameters: { most: { type: 'integer', default: 1, description: 'Most' } } },
      /^custom\.parameters\.most\.description: ends with a period$/,
    ],
    [
      'a name that is not in snake_case',
      { parameters: { mostTags: { type: 'integer', default: 1, description: 'Most.' } } },
      /^custom\.parameters\.mostTags: is a name in snake_case$/,
    ],
  ])('is refused with %s', (_, more, fault) => {
    const result = ruleOfHeader('pod/without-it', { ...header, custom: { ...custom, ...more } });

    expect(result).toEqual({ ok: false, faults: [expect.stringMatching(fault)] });
  });

  it.each(['always', 'lost'])('says when it speaks: %s', (report) => {
    expect(ruleOfHeader('pod/without-it', { ...header, custom: { ...custom, report } })).toMatchObject({
      rule: { report },
    });
  });

  it.each([
    [
      'a report of another kind',
      { ...custom, report: 'never' },
      'custom.report: Invalid option: expected one of "always"|"lost"|"removed"|"added"',
    ],
    ['a remedy without a period', { ...custom, remedy: 'Remove it' }, 'custom.remedy: ends with a period'],
    [
      'a check without the risk',
      { ...custom, fix_risk: 'none' },
      'custom.fix_check: fix_check goes with fix_risk may-break, and only with it',
    ],
    [
      'a risk without the check',
      { ...custom, fix_check: null },
      'custom.fix_check: fix_check goes with fix_risk may-break, and only with it',
    ],
    ['a version of another shape', { ...custom, since: '1' }, 'custom.since: is a version'],
    ['a key that nobody knows', { ...custom, owner: 'me' }, 'custom: Unrecognized key: "owner"'],
  ])('is refused with %s', (_, wrong, fault) => {
    expect(ruleOfHeader('pod/without-it', { ...header, custom: wrong })).toEqual({ ok: false, faults: [fault] });
  });

  const level = { standard: 'pod-security', name: 'baseline', control: 'HostPath Volumes', check: 'hostPathVolumes' };

  it('may say which control of which level the rule is', () => {
    expect(ruleOfHeader('pod/without-it', { ...header, custom: { ...custom, level } })).toMatchObject({
      ok: true,
      rule: { level },
    });
  });

  it.each([
    [
      'a level that is none',
      { ...level, name: 'strict' },
      'name: Invalid option: expected one of "baseline"|"restricted"',
    ],
    ['a level of another standard', { ...level, standard: 'cis' }, 'standard: Invalid input: expected "pod-security"'],
    ['a level without a control', { ...level, control: ' ' }, 'control: is not blank'],
    ['a level without a check', { ...level, check: 'host paths' }, 'check: is the id of a check'],
  ])('is refused with %s', (_, wrong, fault) => {
    expect(ruleOfHeader('pod/without-it', { ...header, custom: { ...custom, level: wrong } })).toEqual({
      ok: false,
      faults: [`custom.level.${fault}`],
    });
  });

  it('is refused when the package is not <group>/<rule> in kebab-case', () => {
    expect(ruleOfHeader('pod/withoutIt', header)).toEqual({
      ok: false,
      faults: ['pod/withoutIt: is not <group>/<rule> in kebab-case'],
    });
  });

  it('is refused when there is none', () => {
    expect(ruleOfHeader('pod/without-it', null)).toMatchObject({ ok: false });
  });
});
