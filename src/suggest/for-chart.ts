import { canonical } from '../json.ts';
import { groupBy } from '../groups.ts';
import { namedPath } from '../identity/identity.ts';
import { type Compared } from '../model.ts';
import { objectName } from '../names.ts';
import { apart } from './apart.ts';
import { type Candidate } from './candidate.ts';
import { candidatesFor, caseOf, type Means } from './chart-case.ts';
import { type Plan, type Planning } from './in-files.ts';
import { prove } from './prove.ts';
import { divisions } from './units.ts';
import { type Workshop } from './workshop.ts';

/** How often what an edit does not mend in other renders is tried again there. */
const mostRounds = 3;

/** Proven plans for the findings of one chart, over all of its value files. */
export async function suggestForChart(findings: readonly Compared[], workshop: Workshop): Promise<Planning> {
  const search = new Search(findings, workshop);
  for (const group of groupBy(findings, unitKey).values()) await search.mend(group);
  const none = [...search.left].map((finding) => ({ finding, why: search.whyNot(finding) }));
  return apart(search.plans, none, workshop);
}

/** What is mended in one place of all renders: a container, a volume, a rule item, or one field of an object. */
function unitKey({ manifest, path }: Compared): string {
  const item = path.findLastIndex((part) => typeof part === 'number');
  const name = manifest.origin.kind === 'helm' ? manifest.origin.name : '';
  const { kind, name: object } = objectName(manifest.object);
  return canonical([name, kind, object, item === -1 ? [...path] : namedPath(manifest.object, path.slice(0, item + 1))]);
}

/** The plans that were found for a chart so far, and the findings that none of them mends. */
class Search {
  readonly plans: Plan[] = [];
  readonly left: Set<Compared>;
  readonly #flaws = new Map<Compared, string>();
  readonly #workshop: Workshop;

  constructor(findings: readonly Compared[], workshop: Workshop) {
    this.left = new Set(findings);
    this.#workshop = workshop;
  }

  /**
   * The preferred means first, for all of a group at once, then for parts of it: one value may hold a container's
   * security context, another its ports.
   */
  async mend(group: readonly Compared[]): Promise<void> {
    const means: readonly Means[] =
      this.#workshop.prefer === 'values' ? ['values', 'template'] : ['template', 'values'];
    for (const each of means) {
      for (const parts of divisions(this.#of(group))) {
        for (const part of parts) await this.#inRounds(part, each);
      }
    }
  }

  whyNot(finding: Compared): string {
    const source = this.#workshop.source(finding.manifest.source);
    const isRemote = source?.kind === 'helm' && source.remote !== null;
    const none = isRemote
      ? 'the chart is not of this repository, and no value of its deployment could be edited so that only this changes'
      : 'neither a value nor a template line could be edited so that only this changes';
    return this.#flaws.get(finding) ?? none;
  }

  /** Those of a group that are still left. */
  #of(group: readonly Compared[]): readonly Compared[] {
    return group.filter((finding) => this.left.has(finding));
  }

  async #inRounds(part: readonly Compared[], means: Means): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      const plan = await this.#proven(this.#of(part), means);
      if (plan === null) return;
      this.plans.push(plan);
      for (const finding of plan.findings) this.left.delete(finding);
    }
  }

  /** The first candidate that mends the findings in one render, and then does no harm in any other. */
  async #proven(findings: readonly Compared[], means: Means): Promise<Plan | null> {
    const unit = caseOf(findings, this.#workshop);
    if (unit === null) return null;
    for (const candidate of await candidatesFor(unit, means, this.#workshop)) {
      if (this.plans.some((plan) => isSame(plan.candidate, candidate))) continue;
      const gone = await this.#tried(candidate, unit.findings, [unit.source]);
      if (gone === null || !unit.findings.every(({ fingerprint }) => gone.has(fingerprint))) continue;
      const elsewhere = this.#workshop.readers(candidate.file).some(({ id }) => id !== unit.source.id);
      const everywhere = elsewhere ? await this.#tried(candidate, findings) : gone;
      if (everywhere === null) continue;
      return { candidate, findings: [...this.left].filter(({ fingerprint }) => everywhere.has(fingerprint)) };
    }
    return null;
  }

  /** What an edit mends; null for one that would do harm, and then it is known why. */
  async #tried(
    candidate: Candidate,
    findings: readonly Compared[],
    only?: Parameters<typeof prove>[3],
  ): Promise<ReadonlySet<string> | null> {
    const proof = await prove([candidate], findings, this.#workshop, only);
    if (proof.ok) return proof.gone;
    for (const finding of findings) this.#flaws.set(finding, proof.why);
    return null;
  }
}

function isSame(a: Candidate, b: Candidate): boolean {
  return a.file === b.file && canonical({ ...a.edit }) === canonical({ ...b.edit });
}
