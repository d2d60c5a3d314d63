/** Waivers of the configuration: what they name, how long they last, and what is said of them. */
import { describe, expect, test } from 'vitest';
import { capabilities, noticesOf, pod, rule, runner, statuses, terms, waivers } from './repository.ts';

const { audited, reviewed } = runner();
const file = '.github/plimsoll.yaml';
const harmless = { hostPID: false };

describe('a waiver for an object', () => {
  test('covers a new finding in it, and in no object of that name elsewhere', async () => {
    const outcome = await reviewed({
      base: {
        'a.yaml': pod('web', { ...harmless, namespace: 'shop' }),
        ...waivers(`rule: ${rule}, object: Pod/shop/web, ${terms}`),
      },
      head: {
        'a.yaml': pod('web', { namespace: 'shop' }),
        'b.yaml': pod('web', { namespace: 'prod' }),
        'c.yaml': pod('web'),
        'd.yaml': pod('WEB', { namespace: 'shop' }),
      },
    });

    expect(statuses(outcome)).toEqual(['new prod/web', 'new shop/WEB', 'new web', 'waived shop/web']);
  });

  test('that stood for one field covers no other field that the pull request adds', async () => {
    const { hostPID, ...both } = { hostPID: 'hostPID: true', hostNetwork: 'hostNetwork: true' };
    const spec = (...fields: string[]) => fields.map((field) => `  ${field}\n`).join('');
    const yaml = (...fields: string[]) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n${spec(...fields)}  containers: [{name: a, image: "a:1"}]\n`;

    const outcome = await reviewed({
      base: { 'a.yaml': yaml(both.hostNetwork), ...waivers(`rule: ${rule}, object: Pod/web, ${terms}`) },
      head: { 'a.yaml': yaml(both.hostNetwork, hostPID) },
    });

    expect(statuses(outcome).toSorted()).toEqual(['new web', 'waived web']);
  });

  test('without a namespace is for an object that has none, or is in default', async () => {
    const outcome = await audited({
      'a.yaml': pod('web'),
      'b.yaml': pod('web', { namespace: 'default' }),
      'c.yaml': pod('web', { namespace: 'shop' }),
      ...waivers(`rule: ${rule}, object: Pod/web, ${terms}`),
    });

    expect(statuses(outcome)).toEqual(['existing shop/web', 'waived default/web', 'waived web']);
  });

  test('that needs a namespace is told the one that was probably meant', async () => {
    const outcome = await audited({
      'c.yaml': pod('web', { namespace: 'shop' }),
      ...waivers(`rule: ${rule}, object: Pod/web, ${terms}`),
    });

    expect(noticesOf(outcome, 'waiver-unused').map(({ message }) => message)).toEqual([
      `The waiver at ${file}:2 matches nothing: there is no finding of ${rule} on Pod/web. There is one on Pod/shop/web. Correct it, or remove it.`,
    ]);
  });

  test('of Kubernetes is not for a custom kind of that name', async () => {
    const custom = { apiVersion: 'example.com/v1', containers: { a: [] } };
    const texts = { 'a.yaml': pod('web', custom) };

    const plainly = await audited({ ...texts, ...waivers(`rule: ${rule}, object: Pod/web, ${terms}`) });
    const named = await audited({ ...texts, ...waivers(`rule: ${rule}, object: Pod.example.com/web, ${terms}`) });

    expect(statuses(plainly)).toEqual(['existing web']);
    expect(statuses(named)).toEqual(['waived web']);
  });

  test('shows reason, owner and last day', async () => {
    const outcome = await audited({ 'a.yaml': pod('web'), ...waivers(`rule: ${rule}, object: Pod/web, ${terms}`) });

    expect(outcome.report.findings.find((finding) => finding.rule === rule)?.waiver).toEqual({
      reason: 'needed',
      owner: '@acme/ops',
      expires: '2026-06-30',
    });
  });
});

describe('a waiver for files', () => {
  const waived = (more = '') => waivers(`rule: ${rule}, file: apps/, ${terms}${more}`);
  const base = {
    'apps/a.yaml': pod('a', harmless),
    'apps/d.yaml': pod('d'),
    'b.yaml': pod('b'),
    ...waived(),
  };

  test('covers what stood in them, and nothing that a pull request adds, moves there or makes worse', async () => {
    const head = { 'apps/new.yaml': pod('new'), 'apps/b.yaml': pod('b'), 'Apps/c.yaml': pod('c') };
    const added = await reviewed({ base, head: { ...head, 'apps/d.yaml': `# d\n${pod('d')}` }, gone: ['b.yaml'] });
    const worse = await reviewed({ base, head: { 'apps/a.yaml': pod('a') } });

    expect(statuses(added)).toEqual(['existing b', 'new c', 'new new', 'waived d']);
    expect(statuses(worse)).toEqual(['new a']);
    expect([added, worse].flatMap((each) => noticesOf(each, 'waiver-exceeded').map(({ message }) => message))).toEqual([
      `The waiver at ${file}:2 (${rule}) does not cover 1 finding of this pull request: the object did not stand in apps/ before. Name it with \`object\`.`,
      `The waiver at ${file}:2 (${rule}) does not cover 1 finding of this pull request: it did not stand when the waiver was merged, or not as far. A waiver that names the object with \`object\`, or has \`worsened: true\`, would.`,
    ]);
  });

  test('that says so covers the objects that stood in them, whatever they come to', async () => {
    const head = { 'apps/a.yaml': pod('a'), 'apps/new.yaml': pod('new') };
    const outcome = await reviewed({ base: { ...base, ...waived(', worsened: true') }, head });

    expect(statuses(outcome)).toEqual(['new new', 'waived a']);
  });

  const hostPID = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true}\n';
  const overlay = (name: string, resources: string, patch: string | null): Record<string, string> => ({
    [`overlays/${name}/kustomization.yaml`]: `resources: [${resources}]\n${patch === null ? '' : 'patches: [{path: patch.yaml}]\n'}`,
    ...(patch === null ? {} : { [`overlays/${name}/patch.yaml`]: patch }),
  });
  const chart = {
    'apps/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'apps/web/values.yaml': 'hostPID: false\n',
    'apps/web/templates/a.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostPID: {{ .Values.hostPID }}\n  containers: []\n',
  };
  const built = { 'apps/base/kustomization.yaml': 'resources: [a.yaml]\n', 'apps/base/a.yaml': pod('a', harmless) };

  test.each<[string, Record<string, string>, Record<string, string>]>([
    [
      'an overlay',
      { ...built, ...overlay('prod', '../../apps/base', null) },
      overlay('prod', '../../apps/base', hostPID),
    ],
    [
      'another overlay than the one in which it stands',
      { ...built, ...overlay('dev', '../../apps/base', hostPID), ...overlay('prod', '../../apps/base', null) },
      overlay('prod', '../../apps/base', hostPID),
    ],
    [
      'a new overlay',
      { ...built, ...overlay('dev', '../../apps/base', hostPID) },
      overlay('prod', '../../apps/base', hostPID),
    ],
    ['a values file', chart, { 'apps/web/values.yaml': 'hostPID: true\n' }],
    ['a document beside it', built, { 'apps/base/a.yaml': `${pod('a', harmless)}---\n${pod('other')}` }],
  ])('does not cover what %s brings into their objects', async (_, before, head) => {
    const outcome = await reviewed({ base: { ...before, ...waived() }, head });

    expect(statuses(outcome).filter((each) => each.startsWith('waived'))).toEqual([]);
    expect(statuses(outcome).filter((each) => each.startsWith('new'))).toHaveLength(1);
  });

  test('covers a container that is renamed, and none that is added', async () => {
    const of = (containers: Readonly<Record<string, readonly string[]>>) => ({
      'apps/a.yaml': pod('a', { hostPID: false, containers }),
    });
    const own = waivers(`rule: ${capabilities}, file: apps/, ${terms}`);
    const before = { ...of({ app: ['NET_ADMIN'], side: ['SYS_ADMIN'] }), ...own };
    const renamed = await reviewed({ base: before, head: of({ main: ['NET_ADMIN'], side: ['SYS_ADMIN'] }) });
    const grown = await reviewed({ base: before, head: of({ main: ['SYS_ADMIN'], side: ['SYS_ADMIN'] }) });
    const more = await reviewed({
      base: before,
      head: of({ app: ['NET_ADMIN'], side: ['SYS_ADMIN'], more: ['NET_ADMIN'] }),
    });

    const openOf = (outcome: typeof more) => statuses(outcome, capabilities).filter((each) => /^(new|wors)/.test(each));
    expect(openOf(renamed)).toEqual([]);
    expect([openOf(grown).length, openOf(more).length]).toEqual([1, 1]);
  });

  test('does not cover another object that is written over theirs', async () => {
    const outcome = await reviewed({ base, head: { 'apps/a.yaml': pod('other') } });

    expect(statuses(outcome)).toEqual(['new other']);
  });

  test('covers all of them in an audit, letters as they are written', async () => {
    const outcome = await audited({ ...base, 'apps/a.yaml': pod('a'), 'APPS/c.yaml': pod('c') });

    expect(statuses(outcome)).toEqual(['existing b', 'existing c', 'waived a', 'waived d']);
  });
});

describe('a finding that reaches further than what stood', () => {
  const named = (more = ''): string => `rule: ${capabilities}, object: Pod/web, ${terms}${more}`;
  const withCapabilities = (containers: Readonly<Record<string, readonly string[]>>): string =>
    pod('web', { hostPID: false, containers });
  const before = withCapabilities({ app: ['NET_ADMIN'] });
  const grown = withCapabilities({ app: ['NET_ADMIN', 'SYS_ADMIN'] });

  test('is not covered by a waiver that was merged before', async () => {
    const outcome = await reviewed({ base: { 'a.yaml': before, ...waivers(named()) }, head: { 'a.yaml': grown } });

    expect(statuses(outcome, capabilities)).toEqual(['worsened web']);
    expect(noticesOf(outcome, 'waiver-exceeded').map(({ message }) => message)).toEqual([
      `The waiver at ${file}:2 (${capabilities}) does not cover 1 finding of this pull request: it reaches further than what stood when the waiver was merged. With \`worsened: true\` it would.`,
    ]);
  });

  test('is not covered where its container is renamed on the way', async () => {
    const renamed = withCapabilities({ other: ['NET_ADMIN', 'SYS_ADMIN'] });
    const outcome = await reviewed({ base: { 'a.yaml': before, ...waivers(named()) }, head: { 'a.yaml': renamed } });

    expect(statuses(outcome, capabilities).filter((each) => each.startsWith('waived'))).toEqual([]);
  });

  test('is covered where the waiver says so', async () => {
    const outcome = await reviewed({
      base: { 'a.yaml': before, ...waivers(named(', worsened: true')) },
      head: { 'a.yaml': grown },
    });

    expect(statuses(outcome, capabilities)).toEqual(['waived web']);
  });

  test('is covered if nothing of its rule stood: the waiver came first', async () => {
    const outcome = await reviewed({
      base: { 'a.yaml': withCapabilities({ app: [] }), ...waivers(named()) },
      head: { 'a.yaml': grown },
    });

    expect(statuses(outcome, capabilities)).toEqual(['waived web']);
  });
});

describe('the last day of a waiver', () => {
  const until = (day: string): string => `rule: ${rule}, object: Pod/web, reason: r, owner: o, expires: "${day}"`;
  const texts = (day: string) => ({ 'a.yaml': pod('web'), ...waivers(until(day)) });

  test('is at most 180 days from today', async () => {
    expect(statuses(await audited(texts('2026-06-30')))).toEqual(['waived web']);
    await expect(audited(texts('2026-07-01'))).rejects.toThrow(
      `${file}:2: waivers.0.expires: expected a day until 2026-06-30, 180 days from today; got "2026-07-01"`,
    );
    await expect(reviewed({ base: texts('2026-07-01'), head: { 'b.yaml': pod('b') } })).rejects.toThrow(
      'waivers.0.expires',
    );
  });

  test('further away in a pull request is a problem, because every run after the merge would fail', async () => {
    const { report, exitCode } = await reviewed({ base: { 'a.yaml': pod('web') }, head: waivers(until('2026-07-01')) });

    expect(exitCode).not.toBe(0);
    expect(report.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(`After the merge, every run would end with this error: ${file}:2: waivers.0.expires: `),
    ]);
  });

  test.each([
    ['2026-01-01', 'ends today, on 2026-01-01'],
    ['2026-01-02', 'ends tomorrow, on 2026-01-02'],
    ['2026-01-15', 'ends in 14 days, on 2026-01-15'],
  ])('on %s is said two weeks before', async (day, words) => {
    const outcome = await audited(texts(day));

    expect(statuses(outcome)).toEqual(['waived web']);
    expect(noticesOf(outcome, 'waiver-ending')).toEqual([
      {
        code: 'waiver-ending',
        subject: file,
        message: `The waiver at ${file}:2 (${rule}, owner: o) ${words}. Then its findings count again.`,
        place: { kind: 'lines', file, first: 2, last: 2 },
      },
    ]);
  });

  test('is not said earlier, nor of a waiver that a review has nothing to do with', async () => {
    const later = await audited(texts('2026-01-16'));
    const soon = { 'a.yaml': pod('web', harmless), ...waivers(until('2026-01-05')) };
    const matching = await reviewed({ base: soon, head: { 'a.yaml': pod('web') } });
    const other = await reviewed({ base: soon, head: { 'b.yaml': pod('b') } });

    expect([later, matching, other].map((each) => noticesOf(each, 'waiver-ending').length)).toEqual([0, 1, 0]);
  });
});

describe('a waiver that a pull request brings', () => {
  test('covers nothing now, and is shown with what it would cover', async () => {
    const outcome = await reviewed({
      base: { 'a.yaml': pod('a', harmless) },
      head: {
        'a.yaml': pod('a'),
        'apps/b.yaml': pod('b'),
        ...waivers(
          `rule: ${rule}, object: Pod/a, ${terms}`,
          `rule: ${rule}, file: "*.yaml", ${terms}`,
          `rule: ${rule}, file: apps/, ${terms}`,
          `rule: ${rule}, object: Pod/c, ${terms}`,
        ),
      },
    });

    expect(outcome.exitCode).toBe(1);
    expect(statuses(outcome)).toEqual(['new a', 'new b']);
    expect(noticesOf(outcome, 'waiver-brought').map(({ message }) => message.split('. ').at(-1))).toEqual([
      'Once merged, it would cover 1 finding.',
      'Once merged, it would cover 2 findings.',
      'Once merged, it would cover 1 finding.',
      'Once merged, it would cover none of the findings here.',
    ]);
  });
});
