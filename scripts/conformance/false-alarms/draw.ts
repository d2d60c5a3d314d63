/** Findings of the fixtures, drawn by a seed, as many of each part, for a person to read one by one. */
import { objectLabel } from '../../../src/foundation/kubernetes/names.ts';
import { groupBy } from '../../../src/foundation/groups.ts';
import { type Finding } from '../../../src/model/report.ts';
import { placeLabel } from '../../../src/report/labels.ts';
import { remarks } from '../../../src/report/remarks.ts';
import { reportedInFull } from '../../../src/report/tally.ts';
import { type ChosenSet } from '../../../src/policy/config/rules.ts';
import { type Outcome } from '../../../src/run/conclude/outcome.ts';
import { openWorld } from '../../../src/run/open/open-world.ts';
import { type Part, parts, type Subject, subjectsOf } from '../fixes/subjects.ts';
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

/** How much is said of the parts of one kind: of a chart, a folder or a pull request. */
export interface Amount {
  readonly part: Part;
  /** The number of remarks of each, which a review posts as comments. */
  readonly remarks: readonly number[];
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
export async function draw({ set, seed, count, fixtures, scratch }: Draw): Promise<{
  readonly drawn: readonly Drawn[];
  readonly amounts: readonly Amount[];
}> {
  const world = await openWorld(() => undefined, null);
  const random = generator(seed);
  const found: (readonly Drawn[])[] = [];
  const amounts: Amount[] = [];
  for (const part of parts) {
    const subjects = await subjectsOf(part, fixtures, scratch, { sets: [set] });
    const all: Drawn[] = [];
    const counts: number[] = [];
    for (const subject of subjects) {
      const outcome = await subject.look(world);
      counts.push(remarks(reportedInFull(outcome.report)).length);
      all.push(...saidIn(subject, outcome));
    }
    found.push(shuffled(all, random));
    amounts.push({ part, remarks: counts });
  }
  await world.engines.close();
  return { drawn: inTurn(found).slice(0, count), amounts };
}

function saidIn(subject: Subject, { report, sources }: Outcome): readonly Drawn[] {
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
