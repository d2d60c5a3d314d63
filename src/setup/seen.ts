/** How much of what a repository deploys is seen, and why the rest is not. */
import { distinctBy, groupBy } from '../foundation/groups.ts';
import { type Report, type ReportedSource, type ReportedUnknown, type Unread } from '../model/report.ts';
import { type Problem } from '../model/problem.ts';
import { count, fewOf } from '../report/labels.ts';
import { unreadGroups, unreadSentence } from '../report/unread.ts';
import { consider, good, mend, type Said } from './advice.ts';

/** The share of a repository's deployments that is checked. */
export interface Seen {
  /** What is rendered whole. */
  readonly rendered: number;
  /** What is rendered without a part, or with values that are unknown and matter. */
  readonly partial: number;
  /** What is not rendered: it failed, could not be fetched, or is in another repository. */
  readonly unseen: number;
  /** The number of objects that are checked. How many are not seen cannot be known. */
  readonly objects: number;
  /** Rendered and partial ones of all, 0 to 1; null if the repository deploys nothing. */
  readonly share: number | null;
}

type Audited = Pick<Report, 'sources' | 'unknown' | 'problems'>;

export function seenIn({ sources, unknown }: Audited): Seen {
  const elsewhere = unseenDeployments(sources, unknown);
  const failed = sources.filter(({ status }) => status === 'failed').length;
  const partial = sources.filter((source) => isPartial(source, unknown)).length;
  const seen = sources.length - failed;
  const all = sources.length + elsewhere.length;
  return {
    rendered: seen - partial,
    partial,
    unseen: failed + elsewhere.length,
    objects: sources.reduce((sum, { objects }) => sum + objects, 0),
    share: all === 0 ? null : seen / all,
  };
}

/** Whether it is rendered, but not all of it is known. */
function isPartial(source: ReportedSource, unknown: readonly ReportedUnknown[]): boolean {
  if (source.status === 'failed') return false;
  const depends = unknown.some((each) => isOf(source, each) && (each.fields > 0 || each.hanging.length > 0));
  return source.status === 'partial' || depends;
}

/** An unknown names its deployment, or the source that has none. */
function isOf({ id, deployment }: ReportedSource, { deployment: name, file }: ReportedUnknown): boolean {
  return deployment === undefined ? id === name : deployment.name === name && deployment.file === file;
}

/** Deployments of which nothing is a source here. */
function unseenDeployments(
  sources: readonly ReportedSource[],
  unknown: readonly ReportedUnknown[],
): readonly ReportedUnknown[] {
  const left = unknown.filter((each) => !sources.some((source) => isOf(source, each)));
  const key = ({ deployment, file, target }: ReportedUnknown): string => JSON.stringify([deployment, file, target]);
  return distinctBy(left, key);
}

/** What to do about a problem, by its code; the message says it for all others. */
const remedies: Readonly<Partial<Record<Problem['code'], string>>> = {
  'remote-refused': 'Add the host to fetch.hosts in .github/plimsoll.yaml, or vendor what it holds.',
  'fetch-failed': 'Check the address, the network, and the login of the runner (docs/action.md, remote charts).',
  'template-failed':
    'Give the values that the chart needs: charts in .github/plimsoll.yaml names combinations of value files. Or exclude it.',
  'values-missing': 'Commit the file, or correct its name.',
  'chart-dependency-missing': 'Vendor it (helm dependency build), or add its host to fetch.hosts.',
  'kustomize-failed': 'Correct the kustomization: kustomize build would fail too. Or exclude it.',
  submodule: 'Commit the files, or let the submodule have its own check.',
  'lfs-pointer': 'Fetch the files: lfs: true in actions/checkout.',
};

const otherwise =
  'docs/problems.md explains it. Paths that deploy nothing belong under exclude in .github/plimsoll.yaml.';

/** The advice about what is seen. `unread`: files that may reach a cluster, and that no source reads. */
export function checkSeen(report: Audited, unread: readonly Unread[]): Said[] {
  const seen = seenIn(report);
  const problems = report.problems.map(({ code, message, place }) => {
    const at = place?.kind === 'lines' ? { file: place.file, first: place.first } : null;
    return mend(`sources-${code}`, message, remedies[code] ?? otherwise, at);
  });
  const unknown = [...groupBy(report.unknown, ({ why }) => why).values()].map(unknownFor);
  const files = unreadGroups(unread).map((group) =>
    consider(
      'sources-unread',
      `${unreadSentence(group)}.`,
      'If it deploys something, let a chart, a kustomization or a deployment name it.',
    ),
  );
  return [...shareSaid(seen), ...problems, ...unknown, ...files];
}

/** What is unknown for one reason, and how much depends on it. */
function unknownFor(all: readonly ReportedUnknown[]): Said {
  const names = fewOf([...new Set(all.map(({ deployment }) => deployment))]);
  const fields = all.reduce((sum, each) => sum + each.fields, 0);
  const hanging = all.reduce((sum, each) => sum + each.hanging.length, 0);
  const effects = [
    ...(fields > 0 ? [`${count(fields, 'field')} cannot be known`] : []),
    ...(hanging > 0 ? [`${count(hanging, 'finding')} may hold or not`] : []),
  ];
  const [first] = all;
  const effect = effects.length === 0 ? '' : ` ${effects.join(', and ')}.`;
  const remedy = 'It stays unknown here: check it where it is known, or commit what it depends on.';
  const place = first === undefined ? null : { file: first.file, first: first.line };
  return consider('sources-unknown', `${names}: ${(first?.why ?? '').replace(/\.?$/, '.')}${effect}`, remedy, place);
}

function shareSaid({ rendered, partial, unseen, objects, share }: Seen): Said[] {
  if (share === null) {
    const what = 'The repository deploys nothing that Plimsoll reads: no manifest, chart or kustomization.';
    return [mend('sources-none', what, 'Run it where they are; allow-empty: true passes a repository without any.')];
  }
  const all = rendered + partial + unseen;
  const percent = `${Math.floor(share * 100)} %`;
  const partly = partial > 0 ? `, ${partial} of them in part` : '';
  const what = `${rendered + partial} of ${count(all, 'source')} ${all === 1 ? 'is' : 'are'} seen (${percent})`;
  const message = `${what}${partly}: ${count(objects, 'object')}.`;
  return [{ ...good('sources-share', message), level: unseen === 0 ? 'good' : 'consider' }];
}
