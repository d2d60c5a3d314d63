/** Findings of the fixtures, drawn by a seed, as many of each part, for a person to read one by one. */
import { objectLabel } from '../../../src/foundation/kubernetes/names.ts';
import { groupBy } from '../../../src/foundation/groups.ts';
import { type Finding } from '../../../src/model/report.ts';
import { placeLabel } from '../../../src/report/labels.ts';
import { type ChosenSet } from '../../../src/policy/config/rules.ts';
import { openWorld } from '../../../src/run/open/open-world.ts';
import { type World } from '../../../src/run/open/world.ts';
import { parts, type Subject, subjectsOf } from '../fixes/subjects.ts';
import { generator, shuffled } from '../mutation/random.ts';

/** One message at one line, as its reader gets it. */
export interface Drawn {
  /** The same in each run on the same fixtures: `charts keda: rbac/pod-exec at templates/role.yaml:12 (ClusterRole/keda)`. */
  readonly label: string;
  /** The first one of those that say the same at the line. */
  readonly finding: Finding;
  /** The file that it stands in; null if it is not shown. */
  readonly text: string | null;
}

export interface Draw {
  readonly set: ChosenSet;
  readonly seed: number;
  readonly count: number;
  readonly fixtures: string;
  /** A folder for clones of pull requests. */
  readonly scratch: string;
}

/** Draws as many of each part, and from the others what a part lacks. Of a pull request only what it brings is drawn. */
export async function draw({ set, seed, count, fixtures, scratch }: Draw): Promise<readonly Drawn[]> {
  const world = await openWorld(() => undefined, null);
  const random = generator(seed);
  const found: (readonly Drawn[])[] = [];
  for (const part of parts) {
    const subjects = await subjectsOf(part, fixtures, scratch, { sets: [set] });
    const all: Drawn[] = [];
    for (const subject of subjects) all.push(...(await saidOf(subject, world)));
    found.push(shuffled(all, random));
  }
  await world.engines.close();
  return inTurn(found).slice(0, count);
}

async function saidOf(subject: Subject, world: World): Promise<readonly Drawn[]> {
  const { report, sources } = await subject.look(world);
  const said = report.findings.filter(
    ({ status, waiver }) =>
      waiver === undefined && (subject.pull === null || status === 'new' || status === 'worsened'),
  );
  const groups = groupBy(said, ({ rule, place, message }) => JSON.stringify([rule, place, message]));
  return [...groups.values()].map(([finding]) => ({
    label: labelOf(subject, finding),
    finding,
    text: finding.place.kind === 'summary' ? null : sources(finding.place.file),
  }));
}

function labelOf({ part, name }: Subject, { rule, place, object }: Finding): string {
  return `${part} ${name}: ${rule} at ${placeLabel(place) ?? 'no place'} (${objectLabel(object)})`;
}

/** One of each list in turn, until all are empty. */
function inTurn<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list.slice(place, place + 1))).flat();
}
