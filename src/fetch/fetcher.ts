/** Fetches charts and bases: once each, within limits, from allowed hosts only. */
import { fileLabel, repositoryLabel, type RepositoryReference } from './base-reference.ts';
import { folderCache, noCache } from './cache.ts';
import { type ChartReference, labelOf } from './chart-reference.ts';
import { type Credentials } from './credentials/credential.ts';
import { type Fetched } from './fetched.ts';
import { fetchFromRegistry } from './from-registry.ts';
import { fetchFromRepository } from './from-repository.ts';
import { archiveOf, fetchFile, fetchRepository } from './from-web.ts';
import { createGate } from './gate.ts';
import { type GitHub } from './git-hub.ts';
import { type FetchLimits } from './limits.ts';
import { type FetchContext } from './fetch-context.ts';
import { Refused, type Refusal, refusalOf } from './refusal.ts';
import { openRepository, type RepositoryClient } from './repository/chart-repository.ts';
import { unpack, type Unpacked, unpackRepository } from './unpack.ts';
import { type ResolveRange } from './versions.ts';
import { type AllowedHosts } from './web/allowed-hosts.ts';
import { type AddressesOf } from './web/guarded-lookup.ts';
import { createWeb } from './web/web.ts';

/** Fetches charts. Nothing else in Plimsoll requests anything from the network for what it reviews. */
export interface Fetcher {
  /**
   * A chart's archive, or why there is none. Each reference is fetched once per fetcher, so that it means the same at
   * base and head, even for a range.
   */
  readonly chart: (reference: ChartReference) => Promise<Fetched | Refusal>;
  /** The same, unpacked. */
  readonly files: (reference: ChartReference) => Promise<FetchedFiles | Refusal>;
}

/** Fetches what kustomizations take from elsewhere, each once. */
export interface BaseFetcher {
  /** A single file; its name in `files` is empty. */
  readonly file: (url: string) => Promise<FetchedFiles | Refusal>;
  /** All files of a repository. */
  readonly repository: (reference: RepositoryReference) => Promise<FetchedFiles | Refusal>;
}

/** A chart's files, by their path in it. */
export type FetchedFiles = Omit<Fetched, 'archive'> & { readonly files: ReadonlyMap<string, Uint8Array> };

/** Number of fetches at the same time. The time limit of a fetch begins when it starts. */
const WIDTH = 8;

export interface FetcherOptions {
  /** The only hosts to which requests are sent; see `parseAllowedHost`. */
  readonly hosts: AllowedHosts;
  /** The cache folder; null: nothing is kept. */
  readonly cache: string | null;
  readonly credentials: Credentials;
  readonly gitHub: GitHub;
  /** True: no request is sent; exact versions come from the cache or are refused. */
  readonly offline: boolean;
  readonly limits: FetchLimits;
  readonly resolveRange: ResolveRange;
  /** Resolves host names; `systemAddresses` except in tests. */
  readonly addressesOf: AddressesOf;
  /** When it aborts, the time of the run is over, and nothing more is fetched. */
  readonly signal?: AbortSignal;
}

export function createFetcher(options: FetcherOptions): Fetcher & BaseFetcher {
  const once = fetchingOnce(options);
  const chart = (reference: ChartReference): Promise<Fetched | Refusal> => {
    const key = JSON.stringify(Object.entries(reference).sort());
    return once(key, subjectOf(reference), (context) =>
      reference.kind === 'http' ? fetchFromRepository(reference, context) : fetchFromRegistry(reference, context),
    );
  };
  return {
    chart,
    files: async (reference) => filesOf(subjectOf(reference), await chart(reference), unpack),
    file: async (url) => {
      const subject = { label: fileLabel(url), host: new URL(url).host };
      const fetched = await once(url, subject, (context) => fetchFile(url, context));
      if (!fetched.ok) return fetched;
      const { archive, ...rest } = fetched;
      return { ...rest, files: new Map([['', archive]]) };
    },
    repository: async (reference) => {
      const { href, host } = archiveOf(reference, options).url;
      const subject = { label: repositoryLabel(reference), host };
      const answer = await once(href, subject, (context) => fetchRepository(reference, context));
      return filesOf(subject, answer, unpackRepository);
    },
  };
}

/** What is fetched, and from where, for messages. */
interface Subject {
  readonly label: string;
  readonly host: string;
}

type Once = (
  key: string,
  subject: Subject,
  fetch: (context: FetchContext) => Promise<Fetched>,
) => Promise<Fetched | Refusal>;

/** Fetches each key once, when there is room for it; its time limit begins then. */
function fetchingOnce(options: FetcherOptions): Once {
  const web = createWeb(options);
  const cache = options.cache === null ? noCache : folderCache(options.cache);
  const repositories = new Map<string, RepositoryClient>();
  const repository = (base: URL): RepositoryClient => {
    const known = repositories.get(base.href);
    const opened = known ?? openRepository(base, { ...options, web, cache, credential: options.credentials(base) });
    repositories.set(base.href, opened);
    return opened;
  };
  const gate = createGate(WIDTH);
  const asked = new Map<string, Promise<Fetched | Refusal>>();
  return (key, { label, host }, fetch) => {
    const begin = async (): Promise<Fetched | Refusal> => {
      const ownTime = AbortSignal.timeout(options.limits.totalSeconds * 1000);
      const signal = options.signal === undefined ? ownTime : AbortSignal.any([ownTime, options.signal]);
      try {
        return await fetch({ ...options, web, cache, repository, signal });
      } catch (thrown) {
        const isOver = options.signal?.aborted === true;
        return refusalOf(isOver ? new Refused('timed-out', 'the time of the run was over') : thrown, label, host);
      }
    };
    const answer = asked.get(key) ?? gate(begin);
    asked.set(key, answer);
    return answer;
  };
}

async function filesOf(
  { label, host }: Subject,
  answer: Fetched | Refusal,
  unpackIt: (archive: Uint8Array) => Promise<Unpacked>,
): Promise<FetchedFiles | Refusal> {
  if (!answer.ok) return answer;
  const { archive, ...fetched } = answer;
  const unpacked = await unpackIt(archive);
  if (unpacked.ok) return { ...fetched, files: unpacked.files };
  return refusalOf(new Refused(unpacked.code, unpacked.why), label, host);
}

/** Credentials in an address are not part of the host. */
function subjectOf(reference: ChartReference): Subject {
  const address = reference.kind === 'http' ? reference.repository : reference.reference.replace(/^oci:/, 'https:');
  return { label: labelOf(reference), host: URL.canParse(address) ? new URL(address).host : '' };
}
