/** Searches proven edits of values and templates for the findings of one chart. */
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
import { compatiblePlans } from './compatible-plans.ts';
import { type Candidate } from '../sources/candidates/candidate.ts';
import { chartCandidates, chartCaseOf, type FixLocation } from '../sources/helm/candidates/chart-case.ts';
import { touch } from '../sources/candidates/edit-file.ts';
import { type FixPlans } from './in-files.ts';
import { type FixPlan } from '../sources/candidates/fix-plan.ts';
import { settingByName } from '../sources/helm/candidates/named-values.ts';
import { budgetOf, type Proof, prove } from './prove.ts';
import { divisions } from '../sources/candidates/units.ts';
import { valuePlaces } from '../sources/helm/candidates/value-places.ts';
import { type FixContext } from './fix-context.ts';

/** Maximum number of rounds in which findings that an edit does not fix in other renders are tried there. */
const mostRounds = 3;
/**
 * Maximum number of renders for the edits of one chart, over all of its deployments: a repository may have thousands.
 */
const mostRenders = 3000;

/** Proven plans for the findings of one chart, over all of its value files and deployments. */
export async function suggestForChart(findings: readonly Compared[], context: FixContext): Promise<FixPlans> {
  const search = new Search(findings, context);
  while (await search.pass());
  const none = await Promise.all(
    [...search.left].map(async (finding) => ({ finding, why: await search.whyNot(finding) })),
  );
  return compatiblePlans(search.plans, none, context, search.together);
}

/** Key of what one edit fixes in all renders: a container, a volume, a rule item, or one field of an object. */
function unitKey({ manifest, path }: Compared): string {
  const item = path.findLastIndex((part) => typeof part === 'number');
  const name = isOfTemplate(manifest.origin) ? manifest.origin.name : '';
  const { kind, name: object } = objectName(manifest.object);
  return canonical([name, kind, object, item === -1 ? [...path] : namedPath(manifest.object, path.slice(0, item + 1))]);
}

/**
 * Equal for a finding in all renders of a chart, even if one template renders different kinds: a DaemonSet here, a
 * Deployment there.
 */
function findingKey({ rule, manifest, path }: Compared): string {
  return canonical([rule, namedPath(manifest.object, path)]);
}

/** An edit that alone fixes the findings of a unit in their render, without causing new ones there. */
interface Proposal extends FixPlan {
  /** Fingerprints of all findings that it fixes there. */
  readonly gone: ReadonlySet<string>;
  /** Their `findingKey`s. */
  readonly covers: ReadonlySet<string>;
}

type Ways = AsyncGenerator<Proposal, undefined>;

/** The plans found for a chart so far, and the findings that none of them fixes. */
class Search {
  readonly plans: FixPlan[] = [];
  readonly left: Set<Compared>;
  /** The candidates that were last proven together. */
  together: readonly Candidate[] = [];
  readonly #flaws = new Map<Compared, string>();
  /** Limits the renders of all proofs. */
  readonly #budget = budgetOf(mostRenders, 'a chart');
  /** Proofs of one edit in one render, by `canonical` key: the same edit may fix several places. */
  readonly #trials = new Map<string, Proof>();
  readonly #context: FixContext;
  #open: readonly { readonly group: readonly Compared[]; readonly ways: Ways }[];

  constructor(findings: readonly Compared[], context: FixContext) {
    this.left = new Set(findings);
    this.#context = context;
    const groups = [...groupBy(findings, unitKey).values()];
    this.#open = groups.map((group) => ({ group, ways: this.#waysFor(group) }));
  }

  /**
   * Tries one edit, alone in one render, for each place that has findings left; then all of these edits in all renders.
   * False when there is nothing left to try.
   */
  async pass(): Promise<boolean> {
    const proposals = await this.#proposals();
    for (const layer of layersOf(proposals)) await this.#settle(layer);
    return proposals.length > 0;
  }

  async whyNot(finding: Compared): Promise<string> {
    const source = this.#context.source(finding.manifest.source);
    const helm = source !== null && isChart(source) ? source : null;
    const origin = this.#context.decided(finding);
    const given = origin === null || helm === null ? null : await givenAlready(finding, origin, helm, this.#context);
    if (given !== null) return given;
    const flaw = this.#flaws.get(finding);
    const byName = byNameAt(origin, helm?.setAt ?? []);
    if (byName !== null || flaw !== undefined)
      return [byName, flaw].filter((each) => typeof each === 'string').join(' ');
    if (origin === null) return this.#noEditOfTemplate(finding, helm);
    return this.#context.mayEdit(origin.file) ? noEditOf(origin) : noEditOfDefault(origin);
  }

  /** A place whose findings are also fixed by an edit for another place waits for the result of that edit. */
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
   * Tries the preferred means first, for a whole group and then for parts of it: one value may hold a container's
   * security context, another its ports.
   */
  async *#waysFor(group: readonly Compared[]): Ways {
    const locations: readonly FixLocation[] =
      this.#context.prefer === 'values' ? ['values', 'template'] : ['template', 'values'];
    for (const location of locations) {
      for (const parts of divisions(this.#of(group))) {
        for (const part of parts) yield* this.#inRounds(part, location);
      }
    }
  }

  async *#inRounds(part: readonly Compared[], location: FixLocation): Ways {
    for (let round = 0; round < mostRounds; round++) {
      const before = this.#of(part).length;
      yield* this.#inOneRender(this.#of(part), location);
      if (this.#of(part).length === before) return;
    }
  }

  /** Yields proposals until one is accepted. */
  async *#inOneRender(findings: readonly Compared[], location: FixLocation): Ways {
    const left = location === 'template' ? findings.filter((finding) => !this.#isGiven(finding)) : findings;
    const unit = chartCaseOf(left, this.#context);
    if (unit === null) return;
    for await (const candidate of chartCandidates(unit, location, this.#context)) {
      if (this.plans.some((plan) => isSame(plan.candidate, candidate))) continue;
      const gone = await this.#tried(candidate, unit.findings);
      if (gone === null || !unit.findings.every(({ fingerprint }) => gone.has(fingerprint))) continue;
      const fixed = [...this.left].filter(({ fingerprint }) => gone.has(fingerprint));
      yield { candidate, findings: unit.findings, gone, covers: new Set(fixed.map(findingKey)) };
      if (this.#of(unit.findings).length < unit.findings.length) return;
    }
  }

  /**
   * Whether a deployment sets the value that decides. Then that value is edited, because the template serves others
   * too.
   */
  #isGiven(finding: Compared): boolean {
    const source = this.#context.source(finding.manifest.source);
    const origin = this.#context.decided(finding);
    return origin !== null && source !== null && isChart(source) && isGivenTo(source, origin, this.#context.texts);
  }

  /**
   * Fingerprints of what an edit fixes in the render of the first finding; null if it has other effects, and then the
   * reason is recorded.
   */
  async #tried(candidate: Candidate, findings: readonly Compared[]): Promise<ReadonlySet<string> | null> {
    const source = this.#context.source(findings[0]?.manifest.source ?? '');
    if (source === null) return null;
    const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
    const key = canonical([candidate.file, { ...candidate.edit }, source.id, rules]);
    const proof = await (this.#trials.get(key) ?? prove([candidate], findings, this.#context, this.#budget, [source]));
    this.#trials.set(key, proof);
    if (proof.ok) return proof.gone;
    this.#refuse(findings, proof.why);
    return null;
  }

  /** Proves proposals that do not touch each other, in all renders. */
  async #settle(proposals: readonly Proposal[]): Promise<void> {
    const open = proposals.filter(({ findings }) => findings.every((finding) => this.left.has(finding)));
    const accepted = await accept(open, this.#context, this.#budget);
    for (const { plan, why } of accepted) if (why !== null) this.#refuse(plan.findings, why);
    const passed = accepted.filter(({ why }) => why === null);
    const fixed = new Map<Proposal, Compared[]>();
    for (const finding of this.left) {
      const likely = passed.filter(({ gone }) => gone.has(finding.fingerprint)).map(({ plan }) => plan);
      const fixing = await this.#fixedBy(finding, likely);
      if (fixing !== null) fixed.set(fixing, [...(fixed.get(fixing) ?? []), finding]);
    }
    for (const [{ candidate }, findings] of fixed) {
      this.plans.push({ candidate, findings });
      for (const finding of findings) this.left.delete(finding);
    }
    if (passed.length > 0) this.together = passed.map(({ plan }) => plan.candidate);
  }

  /** Which of several proposals fixes a finding: the one that did so in another render; otherwise each is tried. */
  async #fixedBy(finding: Compared, likely: readonly Proposal[]): Promise<Proposal | null> {
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
    return this.#context.mayEdit(this.#context.texts.holder(template))
      ? noEditKnown(false)
      : noEditOfVendored(template);
  }

  #refuse(findings: readonly Compared[], why: string): void {
    for (const finding of findings) this.#flaws.set(finding, why);
  }

  /** The findings of a group that are still left. */
  #of(group: readonly Compared[]): readonly Compared[] {
    return group.filter((finding) => this.left.has(finding));
  }
}

function noEditOf({ file, line }: ValuesOrigin): string {
  return `The value is at ${file}:${line}, and no edit of it was found that changes only this. Change it there by hand.`;
}

/** Maximum number of path parts of a field below a value that holds the whole structure. */
const mostBelow = 3;

/**
 * The reason if the values already have what the fix would write, below the value that decides: the template does not
 * print it.
 */
async function givenAlready(
  { fix }: Compared,
  { file, path }: ValuesOrigin,
  helm: HelmSource,
  { texts }: FixContext,
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
  return `The values already set it, as \`${way.join('.')}\` in ${file}, but the template does not print it. Change the template by hand, so that it prints it.`;
}

/** For a default of a fetched or vendored chart, in which an edit would be lost. */
function noEditOfDefault({ path }: ValuesOrigin): string {
  return `The value \`${path.join('.')}\` is a default of a chart that is fetched or vendored, and no edit of values in this repository was found that changes only this. Set it by hand where the chart is deployed.`;
}

function noEditKnown(isRemote: boolean): string {
  return isRemote
    ? 'The chart is not in this repository, and no edit of its values was found that changes only this. Look in the documentation of the chart for a value that does.'
    : 'No edit of a value or a template line was found that changes only this. Change the template by hand.';
}

/** For a template of a vendored chart where no value decides. */
function noEditOfVendored(template: string): string {
  return `${template} belongs to a vendored chart, and no value was found that decides this. If the chart has a value that turns it off, set that value; otherwise change the chart where it comes from, and vendor it again.`;
}

/** Where to change a value that a deployment sets by name; null for other values. */
function byNameAt(origin: ValuesOrigin | null, sets: readonly SetAt[]): string | null {
  if (origin === null || settingByName(origin, sets) === undefined) return null;
  return `Remove the parameter at ${origin.file}:${origin.line}, or change its value, by hand.`;
}

/** Whether a value is set by a deployment, and is not a default of the chart. */
function isGivenTo(
  { files, layers, setAt = [] }: HelmSource,
  origin: ValuesOrigin,
  { holder }: Pick<FixContext['texts'], 'holder'>,
): boolean {
  const own = files.get('values.yaml');
  const isDefault = own !== undefined && holder(own) === origin.file;
  return !isDefault && [...layers, ...setAt].some(({ file }) => holder(file) === origin.file);
}

/** Splits proposals into sets in which no two edits touch. */
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
