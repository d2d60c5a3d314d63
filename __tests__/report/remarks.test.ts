import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { type Place } from '../../src/model/problem.ts';
import { type Finding, type Report } from '../../src/model/report.ts';
import { type Rule, type Severity } from '../../src/model/rule.ts';
import { type Suggestion } from '../../src/model/suggestion.ts';
import { planComments, wholeText } from '../../src/publish/plan.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { JOB_SUMMARY_LIMIT } from '../../src/report/body.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { noLinks } from '../../src/report/links.ts';
import { partOfRemark } from '../../src/report/remark.ts';
import { remarkMarkdown } from '../../src/report/remark-markdown.ts';
import { remarks } from '../../src/report/remarks.ts';
import { statements } from '../../src/report/statements.ts';

import { textReport } from '../../src/report/text.ts';
import { goldenCase, rules as known } from './golden-cases.ts';

const APP = 'app/kustomization.yaml';
const OVERLAY = 'overlay/kustomization.yaml';

const plain = goldenCase('plain-manifest').report;
const sample = plain.findings[0]!;
const fixes: Readonly<Record<string, Pick<Rule, 'fixRisk' | 'fixCheck' | 'remedy'>>> = {
  network: { fixRisk: 'may-break', fixCheck: 'Check the network.', remedy: 'Leave the network.' },
  user: { fixRisk: 'may-break', fixCheck: 'Check the user.', remedy: 'Name a user.' },
  image: { fixRisk: null, fixCheck: null, remedy: 'Pin the image.' },
};
const rules: Rule[] = Object.entries(fixes).map(([id, fix]) => ({ ...known[0]!, id, description: '', ...fix }));

function found(rule: string, place: Place, more: Partial<Finding> = {}): Finding {
  const { severity, enforcement, status, object, source, path } = sample;
  const bare = { severity, enforcement, status, object, source, path };
  return { ...bare, rule, message: `The ${rule} is wrong.`, fingerprint: `f${rule}`, place, ...more };
}

function line(file: string, first: number): Place {
  return { kind: 'lines', file, first, last: first };
}

function edit(file: string, first: number, last = first): Suggestion {
  return { file, first, last, replacement: 'fixed: true', risk: 'may-break', verified: true };
}

function reportOf(findings: readonly Finding[]): Report {
  return { ...plain, findings, posture: { workloads: [], families: [] } };
}

const text = (findings: readonly Finding[]): string =>
  textReport(reportOf(findings), { colors: createColors(false), columns: 200, sources: () => null, rules });

const context = {
  rule: ruleOf(rules),
  lines: linesOf(() => null),
  links: noLinks,
  deployments: () => [],
};

const markdown = (findings: readonly Finding[]): string =>
  markdownReport(reportOf(findings), { ...context, limit: JOB_SUMMARY_LIMIT, elsewhere: 'the report', notes: [] });

function comments(findings: readonly Finding[], file: string) {
  const diff = new Map([[file, [{ first: 1, last: 40, added: [], deletedAfter: [] }]]]);
  return planComments(reportOf(findings), diff, context).comments.map((one) => ({ ...one, body: wholeText(one) }));
}

describe('findings that share a suggestion and stand elsewhere', () => {
  const shared = [
    found('network', line(APP, 5), { suggestion: edit(OVERLAY, 2) }),
    found('user', line(APP, 22), { suggestion: edit(OVERLAY, 2) }),
  ];

  it('are a remark for each place, and the first shows the suggestion', () => {
    expect(remarks(shared).map(({ place, shownAt }) => ({ place, shownAt }))).toEqual([
      { place: line(APP, 5), shownAt: null },
      { place: line(APP, 22), shownAt: line(APP, 5) },
    ]);
  });

  it('have their own lines in the text and in Markdown', () => {
    for (const said of [text(shared), markdown(shared)]) {
      expect(said).toContain(`${APP}:5`);
      expect(said).toContain(`${APP}:22`);
    }
  });

  it('have their own comments at their own lines', () => {
    expect(comments(shared, APP).map(({ anchor, findings }) => [anchor, findings.map(({ rule }) => rule)])).toEqual([
      [{ kind: 'inline', file: APP, first: 5, last: 5 }, ['network']],
      [{ kind: 'inline', file: APP, first: 22, last: 22 }, ['user']],
    ]);
  });

  it('show the suggestion in the one of them that is a comment', () => {
    const [base, overlay] = [found('network', line('base/pod.yaml', 3)), found('user', line(APP, 22))];
    const both = [base, overlay].map((one) => ({ ...one, suggestion: edit(OVERLAY, 2) }));

    const [comment, ...others] = comments(both, APP);
    expect(others).toEqual([]);
    expect(comment?.body).toContain('```diff');
  });

  it('are one click in a hunk that shows them all', () => {
    const near = [
      found('network', line(APP, 5), { suggestion: edit(APP, 12) }),
      found('user', line(APP, 13), { suggestion: edit(APP, 12) }),
    ];
    expect(comments(near, APP).map(({ anchor, body }) => [anchor, body.includes('```suggestion')])).toEqual([
      [{ kind: 'inline', file: APP, first: 5, last: 5 }, false],
      [{ kind: 'inline', file: APP, first: 12, last: 12 }, true],
    ]);
  });
});

describe('findings whose lines the suggestion shows', () => {
  const near = [
    found('network', line(APP, 6), { suggestion: edit(APP, 6, 7) }),
    found('user', line(APP, 7), { suggestion: edit(APP, 6, 7) }),
  ];

  it('are one remark, each with its line', () => {
    expect(remarks(near)).toHaveLength(1);
    expect(text(near)).toContain(`user · new · Deployment shop/web · ${APP}:7`);
    expect(markdown(near)).toContain(`\`${APP}:7\``);
  });
});

describe('a finding that the suggestion at its place leaves', () => {
  const place = line(APP, 9);
  const mixed = [
    found('network', place, { suggestion: edit(APP, 9) }),
    found('user', place, { noSuggestion: 'the value is not ours' }),
    found('image', place),
  ];

  it('is marked, with its remedy and the reason', () => {
    const said = text(mixed);
    expect(said).toContain('user · new · Deployment shop/web · not fixed by the suggestion');
    expect(said).toContain('image · new · Deployment shop/web · not fixed by the suggestion');
    expect(said).not.toContain('network · new · Deployment shop/web · not mended');
    expect(said.replace(/\s+/g, ' ')).toContain(
      'Not fixed by the suggestion: Pin the image. Name a user. the value is not ours.',
    );
    expect(markdown(mixed)).toContain(
      'Not fixed by the suggestion: Pin the image. Name a user. the value is not ours.',
    );
  });

  it('asks for no check of its own', () => {
    for (const said of [text(mixed), markdown(mixed), comments(mixed, APP)[0]?.body]) {
      expect(said).toContain('To check: Check the network.');
      expect(said).not.toContain('Check the user.');
    }
  });

  it('has the reason of each rule behind its remedy, as a sentence', () => {
    const all = [
      mixed[0]!,
      found('user', place, { noSuggestion: 'One' }),
      found('image', place, { noSuggestion: 'Two.' }),
    ];
    expect(text(all).replace(/\s+/g, ' ')).toContain('Pin the image. Two. Name a user. One.');
  });

  it('gives one reason once', () => {
    const why = 'the value is not ours';
    const two = [mixed[0]!, found('user', place, { noSuggestion: why }), found('image', place, { noSuggestion: why })];
    expect(text(two).split(why)).toHaveLength(2);
  });

  it('brings no suggestion with it when the others are not said again', () => {
    const [all] = comments(mixed, APP);
    const [first, ...others] = all!.findings.filter(({ rule }) => rule !== 'network');
    expect(all!.text([first!, ...others], 0)).not.toContain('```suggestion');
  });
});

describe('every finding', () => {
  const severities: Severity[] = ['critical', 'low', 'high'];
  const places = [line(APP, 4), line(APP, 9), line(OVERLAY, 4), { kind: 'file', file: APP, why: 'made' } as const];
  const all = places.flatMap((place, index) =>
    severities.map((severity, other) =>
      found(`rule${index}${other}`, place, {
        severity,
        ...(other === 2 ? { noSuggestion: 'none fits' } : { suggestion: edit(OVERLAY, 3 + other) }),
      }),
    ),
  );

  it('is in exactly one remark', () => {
    const said = remarks(all).flatMap(({ findings }) => findings.map(({ rule }) => rule));
    expect(said.sort()).toEqual(all.map(({ rule }) => rule).sort());
  });

  it('is in a remark that mends it, or marks it', () => {
    for (const { findings, suggestion } of remarks(all)) {
      for (const one of findings) expect([undefined, suggestion]).toContainEqual(one.suggestion);
    }
  });

  it('shows each suggestion in one remark', () => {
    const showing = remarks(all).filter(({ suggestion, shownAt }) => suggestion !== null && shownAt === null);
    expect(new Set(showing.map(({ suggestion }) => JSON.stringify(suggestion))).size).toBe(showing.length);
    expect(showing).toHaveLength(2);
  });
});

describe('the same sentence is said once', () => {
  const nine = Array.from({ length: 9 }, (_, index) => found('image', line(`p${index}/deploy.yaml`, 3)));

  it('for one object in many files, which are named', () => {
    const [remark, ...others] = remarks(nine);

    expect(others).toEqual([]);
    expect(remark?.findings).toHaveLength(9);
    expect(text(nine)).toContain('also at p1/deploy.yaml:3, p2/deploy.yaml:3, p3/deploy.yaml:3 and 5 more');
    expect(markdown(nine)).toContain('`p0/deploy.yaml:3`, `p1/deploy.yaml:3`, `p2/deploy.yaml:3` and 6 more');
  });

  const named = (name: string): Finding['object'] => ({ ...sample.object, name });
  const spread = (count: number, more: (name: string, index: number) => Partial<Finding> = () => ({})): Finding[] =>
    Array.from({ length: count }, (_, index) => {
      const name = `o${index}`;
      return found('image', line(`p${index}.yaml`, 3 + index), { object: named(name), ...more(name, index) });
    });
  const said = (findings: readonly Finding[]): string[] => [
    ...remarkMarkdown(
      remarks(findings)[0]!,
      { kind: 'lines', file: 'p0.yaml', first: 3, last: 3, canApply: true },
      context,
    ),
  ];

  it('for several objects, each named with its line', () => {
    const [remark, ...others] = remarks(spread(4));

    expect(others).toEqual([]);
    expect(remark?.place).toEqual(line('p0.yaml', 3));
    expect(said(spread(4))).toContain(
      [0, 1, 2, 3].map((at) => `- \`${sample.object.kind} shop/o${at}\` · \`p${at}.yaml:${3 + at}\``).join('\n'),
    );
    expect(said(spread(2)).join('\n')).toContain('`Deployment shop/o0`, `Deployment shop/o1` · also at `p1.yaml:4`');
  });

  it('for many objects, of which only the first are shown at once', () => {
    const parts = said(spread(130));

    expect(parts.find((part) => part.startsWith('- '))?.split('\n')).toHaveLength(10);
    const folded = parts.find((part) => part.startsWith('<details><summary>120 more'));
    expect(folded).toContain('</summary>\n\n- ');
    expect(folded).toContain('\n- and 20 more\n\n</details>');
  });

  it('for objects that the sentence begins with', () => {
    const own = spread(3, (name) => ({ message: `${sample.object.kind} "${name}" is wrong.` }));

    expect(remarks(own)).toHaveLength(1);
    expect(said(own)[0]).toContain('"o0" is wrong. The same is true of 2 other objects.');
  });

  it('and is counted for each object', () => {
    expect(text(spread(4))).toContain('4 new');
  });

  it('but not where each has a suggestion of its own, or where another sentence is said too', () => {
    const mended = spread(3, (_, index) => ({ suggestion: edit(`p${index}.yaml`, 3 + index) }));
    const other = found('user', line('p1.yaml', 4), { object: named('o1') });

    expect(remarks(mended)).toHaveLength(3);
    expect(remarks([...spread(3), other]).map(({ findings }) => findings.length)).toEqual([2, 2]);
  });

  it('with the risk of the one that has it', () => {
    const risky = spread(3, (_, index) => (index === 1 ? { risk: { reasons: ['on the Internet'], order: 9 } } : {}));

    expect(said(risky).join('\n')).toContain('Risk of Deployment shop/o1: on the Internet.');
    expect(text(risky)).toContain('Risk of Deployment shop/o1: on the Internet.');
  });

  it('and of a part, if a person settled the rest', () => {
    const [joined] = remarks(spread(4));
    const [, ...left] = joined!.findings;
    const part = partOfRemark(joined!, [left[0]!, ...left.slice(1)]);

    expect(part.place).toEqual(line('p1.yaml', 4));
    expect(statements(part).map(({ objects }) => objects.map(({ name }) => name))).toEqual([['o1'], ['o2'], ['o3']]);
  });

  it('for containers that one value decides, at that value', () => {
    const lost = ['a', 'b', 'c'].map((name, index) =>
      found('user', line(`templates/${name}.yaml`, 9 + index), {
        ...{ message: `Container "${name}" may run as root.`, suggestion: edit('values.yaml', 4) },
        object: { ...sample.object, name },
      }),
    );

    expect(remarks(lost).map(({ place, findings }) => [place, findings.length])).toEqual([[line('values.yaml', 4), 3]]);
    expect(text(lost)).toContain('Container "a" may run as root. The same is true of containers "b", "c".');
  });

  it('for a privileged container, with what it lacks of the restricted level', () => {
    const privileged = found('pod-security-baseline/privileged-containers', line(APP, 3), {
      ...{ severity: 'critical', message: 'Container "web" runs privileged.' },
    });
    const lacking = ['does not drop all capabilities', 'has no seccomp profile'].map((words, index) =>
      found(`pod-security-restricted/${index === 0 ? 'capabilities' : 'seccomp'}`, line(APP, 3), {
        ...{ severity: 'medium', message: `Container "web" ${words}.` },
      }),
    );

    expect(text([privileged, ...lacking])).toContain(
      'Container "web" runs privileged. It also falls short of the restricted level: does not drop all capabilities; has no seccomp profile.',
    );
  });

  it('names the value files without which it is not found', () => {
    const own = found('image', line('web/templates/pod.yaml', 3), { source: 'web#web/ci/tls-values.yaml' });

    expect(text([own])).toContain('with ci/tls-values.yaml');
    expect(markdown([own])).toContain('with ci/tls-values.yaml');
    expect(text([{ ...own, source: 'a #1.yaml' }])).not.toContain('· with ');
  });
});

describe('what one rule says of one object', () => {
  const volumes = (count: number, more: Partial<Finding> = {}): Finding[] =>
    Array.from({ length: count }, (_, index) =>
      found('host-path', line(APP, 10 + index), { message: `Volume ${index} mounts the node.`, ...more }),
    );

  it('is one remark, with the place of each', () => {
    expect(remarks(volumes(2)).map(({ findings }) => findings.length)).toEqual([2]);
    expect(remarks(volumes(3)).map(({ findings }) => findings.length)).toEqual([3]);
    expect(text(volumes(3))).toContain(`${APP}:12`);
  });

  it('is one remark of containers whose fixes are apart, with each fix', () => {
    const mended = ['a', 'b'].map((name, index) =>
      found('user', line(APP, 10 + 20 * index), {
        ...{ message: `Container "${name}" may run as root.`, suggestion: edit(APP, 10 + 20 * index) },
      }),
    );
    const [remark, ...others] = remarks(mended);

    expect(others).toEqual([]);
    expect(remark?.suggestion).toEqual(edit(APP, 10));
    expect(remark?.alike.map(({ suggestion }) => suggestion)).toEqual([edit(APP, 30)]);
    expect(markdown(mended)).toContain('Container "a" may run as root. The same is true of container "b".');
    expect(markdown(mended)).toContain(`Also in \`${APP}\`, line 30:`);
  });

  it('is a remark for each object if the sentences differ', () => {
    const apart = volumes(3).map((one, index) => ({ ...one, object: { ...one.object, name: `o${index}` } }));

    expect(remarks(apart)).toHaveLength(3);
  });
});

describe('what a rule warns of in many files', () => {
  const many = (count: number, more: Partial<Finding> = {}): Finding[] =>
    Array.from({ length: count }, (_, index) =>
      found('network', line(`policies/${index}.yaml`, 7), {
        severity: 'medium',
        enforcement: 'warn',
        status: 'new',
        message: `Policy ${index} is too wide.`,
        ...more,
      }),
    );
  const sizes = (findings: readonly Finding[]): readonly number[] =>
    remarks(findings).map((remark) => remark.findings.length);

  it('is said at once, with the place of each', () => {
    expect(sizes(many(12))).toEqual([12]);
    expect(markdown(many(5))).toMatch(/policies\/4\.yaml:7/);
  });

  it.each<[string, Finding[]]>([
    ['if it blocks', many(5, { enforcement: 'deny' })],
    ['if it is severe', many(5, { severity: 'high' })],
    ['if it is lost', many(5, { lost: true, was: null })],
    ['in few files', many(4)],
  ])('is said one by one %s', (_, findings) => {
    expect(sizes(findings)).toEqual(findings.map(() => 1));
  });
});
