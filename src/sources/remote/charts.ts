/** Fetches remote charts once each, within a budget. */
import { type ChartReference, labelOf } from '../../fetch/chart-reference.ts';
import { type Digest } from '../../fetch/digest.ts';
import { type Fetcher } from '../../fetch/fetcher.ts';
import { type Refusal } from '../../fetch/refusal.ts';
import { type ResolveRange } from '../../fetch/versions.ts';
import { type Bases } from '../kustomize/remote/bases.ts';
import { folderOf } from './names.ts';
import { type FetchBudget, spending } from './fetch-budget.ts';

/** A remote chart, unpacked. */
export interface FetchedChart {
  readonly ok: true;
  /** The prefix of its files' paths, which no other chart has. */
  readonly folder: string;
  /** Its name and version, for people. */
  readonly label: string;
  /** The exact version, whatever was requested. */
  readonly version: string;
  /** Of the archive. */
  readonly digest: Digest;
  /** By their path in the chart. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Fetches what a run takes from elsewhere. */
export interface Charts {
  /** Each reference is fetched and unpacked once. */
  readonly chart: (reference: ChartReference) => Promise<FetchedChart | Refusal>;
  /** The address that `helm repo add` gave to a name on this machine; null for other names. */
  readonly repositoryNamed: (name: string) => string | null;
  /** Resolves a range of versions as Helm does. */
  readonly resolveRange: ResolveRange;
  /** Fetches what kustomizations take from elsewhere. */
  readonly bases: Bases;
}

export interface ChartsOptions extends Omit<Charts, 'chart'> {
  readonly fetcher: Fetcher;
  readonly budget: FetchBudget;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

export function openCharts({ fetcher, budget, now, ...rest }: ChartsOptions): Charts {
  const known = new Map<string, Promise<FetchedChart | Refusal>>();
  const folders = new Map<string, Digest>();
  const within = spending(budget, 'charts', now);
  const fetch = async (reference: ChartReference): Promise<FetchedChart | Refusal> => {
    const fetched = await within(labelOf(reference), () => fetcher.files(reference));
    if (!fetched.ok) return fetched;
    const { version, digest, files } = fetched;
    const usual = folderOf(reference, version);
    // A server may call anything a version; two archives never share a folder.
    const isFree = (folders.get(usual) ?? digest) === digest;
    const folder = isFree ? usual : usual.replace(/\/$/, `~${digest.slice('sha256:'.length)}/`);
    folders.set(folder, digest);
    return { ok: true, folder, label: labelOf({ ...reference, version }), version, digest, files };
  };
  return {
    ...rest,
    chart: (reference) => {
      const key = JSON.stringify(Object.entries(reference).sort());
      const chart = known.get(key) ?? fetch(reference);
      known.set(key, chart);
      return chart;
    },
  };
}
