import { isChart, isOfTemplate } from '../sources/helm/chart.ts';
import { at, canonical } from '../foundation/json.ts';
import { groupBy } from '../foundation/groups.ts';
import { namedPath } from '../foundation/kubernetes/keys.ts';
import { type Compared } from '../model/finding.ts';
import { type Path } from '../model/json.ts';
import { type FixOperation } from '../model/rule.ts';
import { type HelmSource, type SetAt } from '../model/source.ts';
import { type ValuesOrigin } from '../model/suggestion.ts';
import { objectName } from '../foundation/kubernetes/names.ts';
import { accept } from './accept.ts';
import { apart } from './apart.ts';
import { type Candidate } from '../sources/candidates/candidate.ts';
import { candidatesFor, caseOf, type Means } from '../sources/helm/candidates/chart-case.ts';
import { touch } from '../sources/candidates/edit-file.ts';
import { type Planning } from './in-files.ts';
import { type Plan } from '../sources/candidates/plan.ts';
import { settingByName } from '../sources/helm/candidates/named-values.ts';
import { budgetOf, type Proof, prove } from './prove.ts';
import { divisions } from '../sources/candidates/units.ts';
import { valuePlaces } from '../sources/helm/candidates/value-places.ts';
import { type Workshop } from './workshop.ts';

/** How often what an edit does not mend in other renders is tried again there. */
const mostRounds = 3;
/** How many renders the edits of one chart may take, in all of its deployments: a repository may have thousands. */
const mostRenders = 3000;

/** Proven plans for the findings of one chart, over all of its value files. */
export async function suggestForChart(findings: readonly Compared[], workshop: Workshop): Promise<Planning> {
  const search = new Search(findings, workshop);
  while (await search.pass());
  const none = await Promise.all(
    [...search.left].map(async (finding) => ({ finding, why: await search.whyNot(finding) })),
  );
  return apart(search.plans, none, workshop, search.together);
}

/** What is mended in one place of all renders: a container, a volume, a rule item, or one field of an object. */
function unitKey({ manifest, path }: Compared): string {
  const item = path.findLastIndex((part) => typeof part === 'number');
  const name = isOfTemplate(manifest.origin) ? manifest.origin.name : '';
  const { kind, name: object } = objectName(manifest.object);
  return canonical([name, kind, object, item === -1 ? [...path] : namedPath(manifest.object, path.slice(0, item + 1))]);
}

/** The same in all renders of a chart, and for what it makes of one template in several of them: a DaemonSet here, a Deployment there. */
function findingKey({ rule, manifest, path }: Compared): string {
  return canonical([rule, namedPath(manifest.object, path)]);
}

/** An edit that mends the findings of a unit in the render that they are of, by itself, and does no harm there. */
interface Proposal extends Plan {
  /** Fingerprints of all findings that it mends there. */
  readonly gone: ReadonlySet<string>;
  /** Keys of these. */
  readonly covers: ReadonlySet<string>;
}

type Ways = AsyncGenerator<Proposal, undefined>;

/** The plans that were found for a chart so far, and the findings that none of them mends. */
class Search {
  readonly plans: Plan[] = [];
  readonly left: Set<Compared>;
  /** The candidates that were last proven with each other. */
  together: readonly Candidate[] = [];
  readonly #flaws = new Map<Compared, string>();
  /** Of what proofs may take. */
  readonly #budget = budgetOf(mostRenders, 'a chart');
  /** Of one edit in one render: several places may be mended by the same. */
  readonly #trials = new Map<string, Proof>();
  readonly #workshop: Workshop;
  #open: readonly { readonly group: readonly Compared[]; readonly ways: Ways }[];

  constructor(findings: readonly Compared[], workshop: Workshop) {
    this.left = new Set(findings);
    this.#workshop = workshop;
    const groups = [...groupBy(findings, unitKey).values()];
    this.#open = groups.map((group) => ({ group, ways: this.#waysFor(group) }));
  }

  /**
   * One edit for each place that has findings left, tried alone in one render; then all of these edits in all renders.
   * False when there is nothing left to try.
   */
  async pass(): Promise<boolean> {
    const proposals = await this.#proposals();
    for (const layer of layersOf(proposals)) await this.#settle(layer);
    return proposals.length > 0;
  }

  async whyNot(finding: Compared): Promise<string> {
    const source = this.#workshop.source(finding.manifest.source);
    const helm = source !== null && isChart(source) ? source : null;
    const origin = this.#workshop.decided(finding);
    const given = origin === null || helm === null ? null : await givenAlready(finding, origin, helm, this.#workshop);
    if (given !== null) return given;
    const flaw = this.#flaws.get(finding);
    const byName = byNameAt(origin, helm?.setAt ?? []);
    if (byName !== null || flaw !== undefined)
      return [byName, flaw].filter((each) => typeof each === 'string').join(' ');
    if (origin === null) return this.#noEditOfTemplate(finding, helm);
    return this.#workshop.mayEdit(origin.file) ? noEditOf(origin) : noEditOfDefault(origin);
  }

  /** Places whose findings an edit for another place mends as well wait for what becomes of that. */
  async #proposals(): Promise<Proposal[]> {
    const proposals: Proposal[] = [];
    const open = [];
    for (const each of this.#open) {
      const waits = this.#of(each.group).some(({ fingerprint }) => proposals.some(({ gone }) => gone.has(fingerprint)));
      const next = waits ? null : await each.ways.next();
      if (next?.done === true) continue;
      open.push(each);
      if (next !== null) proposals.push(next.value);
    }
    this.#open = open;
    return proposals;
  }

  /**
   * The preferred means first, for all of a group at once, then for parts of it: one value may hold a container's
   * security context, another its ports.
   */
  async *#waysFor(group: readonly Compared[]): Ways {
    const means: readonly Means[] =
      this.#workshop.prefer === 'values' ? ['values', 'template'] : ['template', 'values'];
    for (const each of means) {
      for (const parts of divisions(this.#of(group))) {
        for (const part of parts) yield* this.#inRounds(part, each);
      }
    }
  }

  async *#inRounds(part: readonly Compared[], means: Means): Ways {
    for (let round = 0; round < mostRounds; round++) {
      const before = this.#of(part).length;
      yield* this.#inOneRender(this.#of(part), means);
      if (this.#of(part).length === before) return;
    }
  }

  /** Until one is accepted. */
  async *#inOneRender(findings: readonly Compared[], means: Means): Ways {
    const left = means === 'template' ? findings.filter((finding) => !this.#isGiven(finding)) : findings;
    const unit = caseOf(left, this.#workshop);
    if (unit === null) return;
    for await (const candidate of candidatesFor(unit, means, this.#workshop)) {
      if (this.plans.some((plan) => isSame(plan.candidate, candidate))) continue;
      const gone = await this.#tried(candidate, unit.findings);
      if (gone === null || !unit.findings.every(({ fingerprint }) => gone.has(fingerprint))) continue;
      const mended = [...this.left].filter(({ fingerprint }) => gone.has(fingerprint));
      yield { candidate, findings: unit.findings, gone, covers: new Set(mended.map(findingKey)) };
      if (this.#of(unit.findings).length < unit.findings.length) return;
    }
  }

  /** Whether a deployment gives the value that decides: that is changed where it is given, and the template serves others. */
  #isGiven(finding: Compared): boolean {
    const source = this.#workshop.source(finding.manifest.source);
    const origin = this.#workshop.decided(finding);
    return origin !== null && source !== null && isChart(source) && isGivenTo(source, origin, this.#workshop.texts);
  }

  /** What an edit mends in the render of the first finding; null for one that would do harm, and then it is known why. */
  async #tried(candidate: Candidate, findings: readonly Compared[]): Promise<ReadonlySet<string> | null> {
    const source = this.#workshop.source(findings[0]?.manifest.source ?? '');
    if (source === null) return null;
    const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
    const key = canonical([candidate.file, { ...candidate.edit }, source.id, rules]);
    const proof = await (this.#trials.get(key) ?? prove([candidate], findings, this.#workshop, this.#budget, [source]));
    this.#trials.set(key, proof);
    if (proof.ok) return proof.gone;
    this.#refuse(findings, proof.why);
    return null;
  }

  /** Proposals that touch nowhere, in all renders. */
  async #settle(proposals: readonly Proposal[]): Promise<void> {
    const open = proposals.filter(({ findings }) => findings.every((finding) => this.left.has(finding)));
    const accepted = await accept(open, this.#workshop, this.#budget);
    for (const { plan, why } of accepted) if (why !== null) this.#refuse(plan.findings, why);
    const passed = accepted.filter(({ why }) => why === null);
    const mended = new Map<Proposal, Compared[]>();
    for (const finding of this.left) {
      const likely = passed.filter(({ gone }) => gone.has(finding.fingerprint)).map(({ plan }) => plan);
      const mender = await this.#mender(finding, likely);
      if (mender !== null) mended.set(mender, [...(mended.get(mender) ?? []), finding]);
    }
    for (const [{ candidate }, findings] of mended) {
      this.plans.push({ candidate, findings });
      for (const finding of findings) this.left.delete(finding);
    }
    if (passed.length > 0) this.together = passed.map(({ plan }) => plan.candidate);
  }

  /** Which of the proposals that together mend a finding does so: the one that did in another render, else it is tried. */
  async #mender(finding: Compared, likely: readonly Proposal[]): Promise<Proposal | null> {
    const [first, ...others] = likely;
    if (first === undefined || others.length === 0) return first ?? null;
    const own = likely.find(({ gone }) => gone.has(finding.fingerprint));
    if (own !== undefined) return own;
    const key = findingKey(finding);
    const [known, ...more] = likely.filter(({ covers }) => covers.has(key));
    if (known !== undefined && more.length === 0) return known;
    const rules = [finding, ...likely.flatMap(({ findings }) => findings)];
    for (const each of likely) {
      if ((await this.#tried(each.candidate, rules))?.has(finding.fingerprint) === true) return each;
    }
    return null;
  }

  #noEditOfTemplate({ manifest: { origin } }: Compared, helm: HelmSource | null): string {
    const template = isOfTemplate(origin) ? origin.template : '';
    if (helm?.remote !== null) return noEditKnown(helm !== null);
    return this.#workshop.mayEdit(this.#workshop.texts.holder(template))
      ? noEditKnown(false)
      : noEditOfVendored(template);
  }

  #refuse(findings: readonly Compared[], why: string): void {
    for (const finding of findings) this.#flaws.set(finding, why);
  }

  /** Those of a group that are still left. */
  #of(group: readonly Compared[]): readonly Compared[] {
    return group.filter((finding) => this.left.has(finding));
  }
}

function noEditOf({ file, line }: ValuesOrigin): string {
  return `The value is at ${file}:${line}, and no edit of it was found that changes only this. Change it there by hand.`;
}

/** How many parts of a field's path may stand below the value that is the whole around it. */
const mostBelow = 3;

/** Of values that have what the fix would write, below what was seen to decide: the template leaves it out. */
async function givenAlready(
  { fix }: Compared,
  { file, path }: ValuesOrigin,
  helm: HelmSource,
  { texts }: Workshop,
): Promise<string | null> {
  const values = (await valuePlaces(helm, texts)).filter((place) => place.file === file).map(({ value }) => value);
  const wayOf = (operation: FixOperation): Path | undefined =>
    Array.from({ length: mostBelow }, (_, index) => [...path, ...operation.path.slice(-1 - index)]).find((way) =>
      values.some(
        (value) => operation.op === 'set' && canonical(at(value, way) ?? null) === canonical(operation.value),
      ),
    );
  const ways = fix.map(wayOf);
  const [way] = ways;
  if (way === undefined || ways.includes(undefined)) return null;
  return `The values have it already, as \`${way.join('.')}\` in ${file}, and the template leaves it out. Change the template by hand, so that it prints it.`;
}

/** An edit in a chart that is fetched or vendored would be lost. */
function noEditOfDefault({ path }: ValuesOrigin): string {
  return `The value \`${path.join('.')}\` is a default of a chart that is fetched or vendored, and no edit of values in this repository was found that changes only this. Set it by hand where the chart is deployed.`;
}

function noEditKnown(isRemote: boolean): string {
  return isRemote
    ? 'The chart is not in this repository, and no edit of its values was found that changes only this. Look in the documentation of the chart for a value that does.'
    : 'No edit of a value or a template line was found that changes only this. Change the template by hand.';
}

/** No value decides what is written in a template of somebody else's chart. */
function noEditOfVendored(template: string): string {
  return `${template} is of a chart that is vendored, and no value that it reads was seen to decide this. Set a value that turns it off where the chart has one; else change the chart where it comes from, and vendor it again.`;
}

/** Of a value that a deployment sets by name, where that is; null for others. */
function byNameAt(origin: ValuesOrigin | null, sets: readonly SetAt[]): string | null {
  if (origin === null || settingByName(origin, sets) === undefined) return null;
  return `Remove the parameter at ${origin.file}:${origin.line}, or change its value, by hand.`;
}

/** Whether a value is one that a deployment gives, not a default of the chart. */
function isGivenTo(
  { files, layers, setAt = [] }: HelmSource,
  origin: ValuesOrigin,
  { holder }: Pick<Workshop['texts'], 'holder'>,
): boolean {
  const own = files.get('values.yaml');
  const isDefault = own !== undefined && holder(own) === origin.file;
  return !isDefault && [...layers, ...setAt].some(({ file }) => holder(file) === origin.file);
}

/** Proposals in as few sets as it takes for none of a set to touch another; the same edit only once. */
function layersOf(proposals: readonly Proposal[]): Proposal[][] {
  const layers: Proposal[][] = [];
  for (const proposal of proposals) {
    const layer = layers.find((each) => !each.some((other) => touches(other.candidate, proposal.candidate)));
    if (layer === undefined) layers.push([proposal]);
    else layer.push(proposal);
  }
  return layers;
}

function touches(a: Candidate, b: Candidate): boolean {
  return a.file === b.file && touch(a.edit, b.edit);
}

function isSame(a: Candidate, b: Candidate): boolean {
  return a.file === b.file && canonical({ ...a.edit }) === canonical({ ...b.edit });
}
