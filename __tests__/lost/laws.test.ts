/** What is said to be lost, over random bases and heads, against a model that knows names and order alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare } from '../../src/findings/compare/compare.ts';
import { type Found } from '../../src/findings/compare/found.ts';
import { type HasObject, type ObjectHistory } from '../../src/findings/compare/object-history.ts';
import { pairRenamed, renamesIn } from '../../src/findings/compare/renames.ts';
import { lostProtections, placeholderFinding } from '../../src/findings/compare/lost.ts';
import { movesBetween, type RenderedObject } from '../../src/findings/compare/moves.ts';
import { objectKey } from '../../src/foundation/kubernetes/keys.ts';
import { type Manifest } from '../../src/model/manifest.ts';
import { type RawFinding } from '../../src/model/rule.ts';
import { standing } from '../compare/found.ts';

interface Container {
  readonly name: string;
  readonly readOnly: boolean | null;
}

/** A workload in a file. No file has two of a name, no side either. */
interface Workload {
  readonly name: string;
  readonly file: string;
  readonly containers: readonly Container[];
}

const container: fc.Arbitrary<Container> = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  readOnly: fc.constantFrom(true, false, null),
});
const workload: fc.Arbitrary<Workload> = fc.record({
  name: fc.constantFrom('web', 'api', 'job'),
  file: fc.constantFrom('x.yaml', 'y.yaml'),
  containers: fc.uniqueArray(container, { selector: ({ name }) => name, minLength: 1 }),
});
const side = fc.uniqueArray(workload, { selector: ({ name }) => name, maxLength: 3 });

function manifestOf({ name, file, containers }: Workload): Manifest {
  return {
    source: file,
    origin: { kind: 'plain', file, document: 0, item: [] },
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: {
        containers: containers.map(({ name: each, readOnly }) => ({
          name: each,
          // Of no two workloads the same: none is another one that was renamed.
          image: `example.test/${name === 'web2' ? 'web' : name}`,
          ...(readOnly === null ? {} : { securityContext: { readOnlyRootFilesystem: readOnly } }),
        })),
      },
    },
  };
}

interface Side {
  readonly manifests: readonly Manifest[];
  readonly found: readonly Found[];
}

function sideOf(workloads: readonly Workload[]): Side {
  const all = workloads.map((each) => ({ each, manifest: manifestOf(each) }));
  const found = all.flatMap(({ each: { containers }, manifest }) =>
    containers.flatMap(({ readOnly }, index): Found[] =>
      readOnly === true
        ? []
        : [
            foundIn({
              ...placeholderFinding(manifest),
              rule: 'own/read-only',
              path: pathTo(index),
              message: 'It is so.',
            }),
          ],
    ),
  );
  return { manifests: all.map(({ manifest }) => manifest), found };
}

function pathTo(index: number): RawFinding['path'] {
  return ['spec', 'containers', index, 'securityContext', 'readOnlyRootFilesystem'];
}

function foundIn(finding: RawFinding): Found {
  return { finding, target: 'default', namespace: 'default' };
}

function historyOf(base: Side, head: Side): ObjectHistory {
  const rendered = ({ manifests }: Side): RenderedObject[] =>
    manifests.map((manifest) => ({ object: objectKey(manifest), source: manifest.source, target: 'default' }));
  const among = ({ manifests }: Side): HasObject => {
    const known = new Set(manifests.map((each) => JSON.stringify([each.source, objectKey(each)])));
    return (manifest) => known.has(JSON.stringify([manifest.source, objectKey(manifest)]));
  };
  const [isAtHead, wasAtBase] = [among(head), among(base)];
  const pairs = pairRenamed(
    base.manifests.filter((each) => !isAtHead(each)),
    head.manifests.filter((each) => !wasAtBase(each)),
  );
  const renameOf = renamesIn(pairs, ({ source }) => source);
  return { isAtHead, wasAtBase, cameFrom: movesBetween(rendered(base), rendered(head)), renameOf };
}

/** Workload and container of each that is said. */
function said(before: readonly Workload[], after: readonly Workload[]): string[] {
  const [base, head] = [sideOf(before), sideOf(after)];
  const history = historyOf(base, head);
  const isNew = compare(base.found, head.found, standing, () => null, history).filter(({ status }) => status === 'new');
  const placeholders = ({ manifests }: Side): Found[] => manifests.map((each) => foundIn(placeholderFinding(each)));
  const lostOf = lostProtections(
    { objects: placeholders(base), findings: base.found.map(({ finding }) => finding) },
    { objects: placeholders(head), findings: isNew },
    { history, retained: { ids: new Map(), history }, predecessors: { ids: new Map(), found: [], fresh: new Set() } },
  );
  return isNew.flatMap((finding) => {
    const lost = lostOf(finding);
    return lost === null ? [] : [labelIn(finding.manifest, finding.path)];
  });
}

function labelIn({ object }: Manifest, path: RawFinding['path']): string {
  const { name, containers } = {
    name: (object['metadata'] as { name: string }).name,
    containers: (object['spec'] as { containers: readonly { readonly name: string }[] }).containers,
  };
  return `${name} ${containers[Number(path[2])]?.name ?? ''}`;
}

/**
 * In whatever file: the workload of that name had that container, and it was read-only. All containers of a workload have one
 * image, so those with new names are those whose names are gone, in their order.
 */
function model(before: readonly Workload[], after: readonly Workload[], nameOf = (name: string) => name): string[] {
  return after.flatMap(({ name, containers }) => {
    const was = before.find((each) => each.name === nameOf(name))?.containers ?? [];
    const has = (all: readonly Container[], each: Container): boolean => all.some((other) => other.name === each.name);
    const gone = was.filter((each) => !has(containers, each));
    const came = containers.filter((each) => !has(was, each));
    return containers.flatMap((each) => {
      const before = was.find((other) => other.name === each.name) ?? gone[came.indexOf(each)];
      return each.readOnly !== true && before?.readOnly === true ? [`${name} ${each.name}`] : [];
    });
  });
}

test('a loss is said exactly where the container stood at the base, met the rule, and does not at head', () => {
  fc.assert(
    fc.property(side, side, (before, after) => {
      expect(said(before, after).sort()).toEqual(model(before, after).sort());
    }),
    { numRuns: 2000 },
  );
});

test('so it is where the workload has a new name and is the same else', () => {
  const pairs = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      before: fc.constantFrom(true, false, null),
      after: fc.constantFrom(true, false, null),
    }),
    { selector: ({ name }) => name, minLength: 1 },
  );
  fc.assert(
    fc.property(pairs, (all) => {
      const one = (name: string, readOnly: (each: (typeof all)[number]) => boolean | null): Workload[] => [
        { name, file: 'x.yaml', containers: all.map((each) => ({ name: each.name, readOnly: readOnly(each) })) },
      ];
      const [before, after] = [one('web', (each) => each.before), one('web2', (each) => each.after)];
      // What else differs is what was mended: of that nobody can tell that the workload is the same.
      fc.pre(all.every((each) => each.before === each.after || each.after !== true));

      expect(said(before, after).sort()).toEqual(model(before, after, () => 'web').sort());
    }),
  );
});
