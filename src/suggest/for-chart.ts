import { canonical } from '../json.ts';
import { groupBy } from '../groups.ts';
import { namedPath } from '../identity/identity.ts';
import { type Compared } from '../model.ts';
import { objectName } from '../names.ts';
import { accept } from './accept.ts';
import { apart } from './apart.ts';
import { type Candidate } from './candidate.ts';
import { candidatesFor, caseOf, type Means } from './chart-case.ts';
import { touch } from './edit-file.ts';
import { type Plan, type Planning } from './in-files.ts';
import { budgetOf, type Proof, prove } from './prove.ts';
import { divisions } from './units.ts';
import { type Workshop } from './workshop.ts';

/** How often what an edit does not mend in other renders is tried again there. */
const mostRounds = 3;
/** How many renders the edits of one chart may take, in all of its deployments: a repository may have thousands. */
const mostRenders = 3000;

/** Proven plans for the findings of one chart, over all of its value files. */
export async function suggestForChart(findings: readonly Compared[], workshop: Workshop): Promise<Planning> {
  const search = new Search(findings, workshop);
  while (await search.pass());
  const none = [...search.left].map((finding) => ({ finding, why: search.whyNot(finding) }));
  return apart(search.plans, none, workshop, search.together);
}

/** What is mended in one place of all renders: a container, a volume, a rule item, or one field of an object. */
function unitKey({ manifest, path }: Compared): string {
  const item = path.findLastIndex((part) => typeof part === 'number');
  const name = manifest.origin.kind === 'helm' ? manifest.origin.name : '';
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

  whyNot(finding: Compared): string {
    const source = this.#workshop.source(finding.manifest.source);
    const isRemote = source?.kind === 'helm' && source.remote !== null;
    const none = isRemote
      ? 'the chart is not of this repository, and no value of its deployment could be edited so that only this changes'
      : 'neither a value nor a template line could be edited so that only this changes';
    return this.#flaws.get(finding) ?? none;
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
    const unit = caseOf(findings, this.#workshop);
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

  #refuse(findings: readonly Compared[], why: string): void {
    for (const finding of findings) this.#flaws.set(finding, why);
  }

  /** Those of a group that are still left. */
  #of(group: readonly Compared[]): readonly Compared[] {
    return group.filter((finding) => this.left.has(finding));
  }
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
