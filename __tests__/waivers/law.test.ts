/**
 * The law: no edit of a manifest extends what a waiver covers. Repositories and edits are made at random and reviewed with real git;
 * what may be waived is said here again, from the objects that were written.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObjectNamed, objectSelector } from '../../src/foundation/kubernetes/object-selector.ts';
import { type Content } from '../snapshot/temporary.ts';
import { capabilities, pod, rule, runner, terms, waivers } from './repository.ts';

const { reviewed } = runner();

/** A pod as it is written. */
interface Written {
  readonly file: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly apiVersion: string;
  readonly hostPID: boolean;
  /** Capabilities by container. */
  readonly containers: Readonly<Record<string, readonly string[]>>;
  readonly isAnnotated: boolean;
}

interface Waiver {
  readonly rule: string;
  readonly object?: string;
  readonly file?: string;
}

const text = 'reason: r\nowner: o\nexpires: 2026-06-30\n';
const annotations = Object.fromEntries(
  [rule, capabilities].map((id) => [`waive.plimsoll.dev/${id.replace('/', '.')}`, text]),
);

const files = ['a.yaml', 'A.yaml', 'apps/a.yaml', 'apps/b.yaml', 'Apps/a.yaml', 'apps2/a.yaml'] as const;
const written: fc.Arbitrary<Written> = fc.record({
  file: fc.constantFrom(...files),
  namespace: fc.constantFrom(undefined, 'default', 'shop', 'prod'),
  name: fc.constantFrom('web', 'Web', 'api'),
  apiVersion: fc.constantFrom('v1', 'v1', 'v1', 'example.com/v1'),
  hostPID: fc.boolean(),
  containers: fc.dictionary(
    fc.constantFrom('app', 'side'),
    fc.subarray(['NET_ADMIN', 'SYS_ADMIN', 'SYS_TIME'], { minLength: 1 }),
    { minKeys: 1 },
  ),
  isAnnotated: fc.boolean(),
});

const waiver: fc.Arbitrary<Waiver> = fc
  .record(
    {
      rule: fc.constantFrom(rule, capabilities),
      object: fc.constantFrom('Pod/web', 'Pod/shop/web', 'Pod/default/api', 'Pod.example.com/prod/web'),
      file: fc.constantFrom('apps/', 'a.yaml', '/apps/a.yaml', '*.yaml'),
    },
    { requiredKeys: ['rule'] },
  )
  .filter(({ object, file }) => object !== undefined || file !== undefined);

/** An edit of the pull request. */
type Edit = (all: readonly Written[]) => readonly Written[];

const edit: fc.Arbitrary<Edit> = fc.oneof(
  written.map((added): Edit => (all) => [...all, added]),
  fc
    .tuple(
      fc.nat(),
      written,
      fc.subarray<keyof Written>(['file', 'namespace', 'name', 'apiVersion', 'hostPID', 'containers', 'isAnnotated'], {
        minLength: 1,
      }),
    )
    .map(
      ([at, other, keys]): Edit =>
        (all) =>
          all.map((one, index) =>
            index === at % all.length ? { ...one, ...Object.fromEntries(keys.map((key) => [key, other[key]])) } : one,
          ),
    ),
  fc.nat().map(
    (at): Edit =>
      (all) =>
        all.filter((_, index) => index !== at % all.length),
  ),
);

const links: fc.Arbitrary<Readonly<Record<string, Content>>> = fc.constantFrom<Readonly<Record<string, Content>>>(
  {},
  {},
  { 'apps/link.yaml': { link: '../a.yaml' } },
  { 'apps2/link.yaml': { link: '../apps/a.yaml' } },
);

function textsOf(all: readonly Written[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { file, name, isAnnotated, namespace, ...rest } of all) {
    const one = pod(name, {
      ...rest,
      ...(namespace === undefined ? {} : { namespace }),
      ...(isAnnotated ? { annotations } : {}),
    });
    texts[file] = `${texts[file] === undefined ? '' : `${texts[file]}---\n`}${one}`;
  }
  return texts;
}

const objectOf = ({
  apiVersion,
  namespace = 'default',
  name,
}: Pick<Written, 'apiVersion' | 'namespace' | 'name'>): string => [apiVersion, namespace, name].join(' ');

function isNamed({ object = '' }: Waiver, { apiVersion, namespace = 'default', name }: Written): boolean {
  const kind = apiVersion === 'v1' ? 'Pod' : 'Pod.example.com';
  return object === `${kind}/${namespace}/${name}` || (namespace === 'default' && object === `${kind}/${name}`);
}

function isIn({ file = '' }: Waiver, path: string): boolean {
  if (file === 'apps/') return path.startsWith('apps/');
  if (file === 'a.yaml') return path === 'a.yaml' || path.endsWith('/a.yaml');
  return file === '/apps/a.yaml' ? path === 'apps/a.yaml' : path.endsWith('.yaml');
}

/** What an object has that rules find. */
function reachOf(of: string, { hostPID, containers }: Written): readonly (readonly string[])[] {
  if (of === rule) return hostPID ? [[]] : [];
  return Object.values(containers).filter((add) => add.length > 0);
}

test(
  'what is waived in a review was named by the trust root, and reaches no further than what stood',
  { timeout: 300_000 },
  async () => {
    const repository = fc.record({
      base: fc.array(written, { minLength: 1, maxLength: 4 }),
      accepted: fc.array(waiver, { maxLength: 3 }),
      edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
      ours: fc.array(waiver, { maxLength: 2 }),
      link: links,
    });
    let [waived, open] = [0, 0];

    await fc.assert(
      fc.asyncProperty(repository, async ({ base, accepted, edits, ours, link }) => {
        const head = edits.reduce<readonly Written[]>((all, each) => (all.length === 0 ? all : each(all)), base);
        const entry = (one: Waiver): string =>
          `${Object.entries(one)
            .map(([key, value]) => `${key}: "${String(value)}"`)
            .join(', ')}, ${terms}`;
        const configuration = accepted.length === 0 ? {} : waivers(...accepted.map(entry));
        const edited = ours.length === 0 ? {} : waivers(...[...accepted, ...ours].map(entry));
        const after = textsOf(head);
        const outcome = await reviewed({
          base: { ...textsOf(base), ...configuration },
          head: { ...after, ...edited, ...link } as Record<string, string>,
          gone: [...new Set(base.map(({ file }) => file))].filter((file) => after[file] === undefined),
        });

        for (const finding of outcome.report.findings.filter(({ rule: id }) => id === rule || id === capabilities)) {
          if (finding.status !== 'waived') {
            open += 1;
            continue;
          }
          waived += 1;
          const { apiVersion, namespace, name } = finding.object;
          const same = objectOf({ apiVersion, name, namespace: namespace ?? undefined });
          const now = head.filter((one) => objectOf(one) === same);
          const stood = base.filter((one) => objectOf(one) === same);
          const mayBe = accepted.filter(({ rule: id }) => id === finding.rule);
          const isByAnnotation = stood.some(({ isAnnotated }) => isAnnotated);
          const isByName = mayBe.some((one) => one.object !== undefined && now.some((each) => isNamed(one, each)));
          const isByFile = mayBe.some((one) => one.object === undefined && stood.some(({ file }) => isIn(one, file)));
          expect(isByAnnotation || isByName || isByFile, JSON.stringify(finding)).toBe(true);
          expect(finding.waiver?.annotation === true ? isByAnnotation : isByName || isByFile).toBe(true);
          const before = stood.flatMap((one) => reachOf(finding.rule, one));
          const is = now.flatMap((one) => reachOf(finding.rule, one));
          const fits = is.some((reach) => before.some((was) => reach.every((each) => was.includes(each))));
          expect(before.length === 0 || fits, JSON.stringify({ finding, before, is })).toBe(true);
          // A file alone names nothing that was not there.
          const isFileAlone = !isByAnnotation && !isByName;
          expect(!isFileAlone || before.length > 0, JSON.stringify({ finding, is })).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
    // The law must have been asked.
    expect(waived).toBeGreaterThan(10);
    expect(open).toBeGreaterThan(10);
  },
);

describe('a selector', () => {
  const part = fc.constantFrom('web', 'Web', 'default', 'shop', 'Pod', 'a.b', 'x');
  const object = fc.record({
    apiVersion: fc.constantFrom('v1', 'apps/v1', 'example.com/v1', 'other.example/v1beta1'),
    kind: fc.constantFrom('Pod', 'Deployment', 'Worker'),
    namespace: fc.option(part),
    name: part,
  });
  const manifest = ({
    apiVersion,
    kind,
    namespace,
    name,
  }: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string | null;
    readonly name: string;
  }) => ({
    apiVersion,
    kind,
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
  });

  test('of an object names it', () => {
    fc.assert(
      fc.property(object, (one) => {
        expect(isObjectNamed(objectSelector(one) ?? '', manifest(one))).toBe(true);
      }),
    );
  });

  test('names no other object but one of the same kind, namespace and name', () => {
    fc.assert(
      fc.property(object, object, (one, other) => {
        if (!isObjectNamed(objectSelector(one) ?? '', manifest(other))) return;

        expect([other.kind, other.namespace ?? 'default', other.name]).toEqual([
          one.kind,
          one.namespace ?? 'default',
          one.name,
        ]);
        const groups = [one, other].map(({ apiVersion }) => apiVersion.replace(/\/?v1.*$/, ''));
        expect(
          groups.every((group) => group === groups[0]) ||
            groups.every((group) => group === '' || group === 'apps') ||
            one.kind === 'Worker',
        ).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
