/** Plans what `plimsoll init` writes, and says what is left to do. */
import { ownFile } from '../policy/trust.ts';
import { type Source } from '../model/source.ts';
import { count } from '../report/labels.ts';
import { decidingFiles, ownerLines } from './check-owners.ts';
import { chartHosts, configurationText, type ChartToFetch } from './configuration-text.ts';
import { type SetUp, workflowFolder } from './repository.ts';
import { type ForkWay, unpinnedAction, workflowTexts } from './workflow-texts.ts';
import { isReview, plimsollJobs } from './workflow/plimsoll-jobs.ts';

/** A file that `init` would write. */
export interface PlannedFile {
  readonly file: string;
  readonly text: string;
}

/** What to write, what is left as it is, and what the user does next. */
export interface InitPlan {
  /** One sentence each: what was found. */
  readonly found: readonly string[];
  readonly write: readonly PlannedFile[];
  /** Files that exist, each with a clause that says so. */
  readonly kept: readonly { readonly file: string; readonly why: string }[];
  /** One or two sentences each, in order. */
  readonly next: readonly string[];
}

/** Something in the work tree. `text` is null if it is no file: a folder, or a link. */
export interface FileThere {
  readonly text: string | null;
}

export interface InitWishes {
  /** The action as a step names it: `owner/plimsoll@` and a commit. */
  readonly action: string;
  readonly forks: ForkWay;
  /** What is at a path of the work tree; null if there is nothing. */
  readonly there: (file: string) => FileThere | null;
}

/** What a repository deploys, and the charts for it that are elsewhere. */
export interface FoundHere {
  readonly sources: readonly Source[];
  readonly elsewhere: readonly ChartToFetch[];
}

/** Nothing that exists is overwritten. A second run writes nothing. */
export function planInit(setUp: SetUp, found: FoundHere, wishes: InitWishes): InitPlan {
  const { sources, elsewhere } = found;
  const wanted = [...wantedWorkflows(setUp, wishes), { file: ownFile, text: configurationText(sources, elsewhere) }];
  const others = otherWorkflows(setUp, wishes.forks);
  const places = wanted.map((planned) => ({ planned, there: wishes.there(planned.file) }));
  const write = places.filter(({ there }) => there === null).map(({ planned }) => planned);
  return {
    found: foundSentences(setUp, sources),
    write,
    kept: [
      ...others.map((file) => ({ file, why: 'already reviews pull requests with Plimsoll' })),
      ...places.flatMap(({ planned: { file, text }, there }) =>
        there === null ? [] : [{ file, why: keptWhy(there, text, isIdle(setUp, file, text, there)) }],
      ),
    ],
    next: nextSteps(setUp, elsewhere, wishes, {
      write,
      reviewing: others[0] ?? null,
      idle: places.flatMap(({ planned: { file, text }, there }) =>
        there !== null && isIdle(setUp, file, text, there) ? [file] : [],
      ),
      isUnpinned: places.some(({ planned, there }) =>
        (there === null ? planned.text : (there.text ?? '')).includes(unpinnedAction),
      ),
    }),
  };
}

/** Whether a file with the name of our workflow is there, and does not review. */
function isIdle({ workflows, isAction }: SetUp, file: string, wanted: string, { text }: FileThere): boolean {
  if (!file.startsWith(workflowFolder) || text === wanted) return false;
  const reviewing = plimsollJobs(workflows, isAction).filter(isReview);
  return reviewing.every(({ workflow }) => workflow.file !== file);
}

function keptWhy({ text }: FileThere, wanted: string, idle: boolean): string {
  if (text === wanted) return 'is as it would be written';
  if (idle) return 'exists, does not review pull requests with Plimsoll, and is left as it is';
  return text === null ? 'is a link or folder, and left as it is' : 'exists, and is left as it is';
}

/** Workflows of another name that already review. Then no second one is written. */
function otherWorkflows({ workflows, isAction }: SetUp, forks: ForkWay): string[] {
  const own = new Set(workflowTexts[forks].map(({ file }) => `${workflowFolder}/${file}`));
  const files = plimsollJobs(workflows, isAction)
    .filter(isReview)
    .map(({ workflow }) => workflow.file);
  return [...new Set(files)].filter((file) => !own.has(file));
}

function wantedWorkflows(setUp: SetUp, { action, forks }: InitWishes): PlannedFile[] {
  if (otherWorkflows(setUp, forks).length > 0) return [];
  return workflowTexts[forks].map(({ file, text }) => ({ file: `${workflowFolder}/${file}`, text: text(action) }));
}

function foundSentences({ address, branch, codeOwners }: SetUp, sources: readonly Source[]): string[] {
  const kinds = { plain: 'file of manifests', helm: 'chart', kustomize: 'kustomization' } as const;
  const names = { plain: 'files of manifests', helm: 'charts', kustomize: 'kustomizations' } as const;
  const counts = (['plain', 'helm', 'kustomize'] as const).flatMap((kind) => {
    const number = sources.filter((source) => source.kind === kind).length;
    return number === 0 ? [] : [count(number, kinds[kind], names[kind])];
  });
  const deployed = sources.filter(({ deployment }) => deployment !== null).length;
  const what = counts.length === 0 ? 'nothing to check yet' : counts.join(', ');
  const by = deployed === 0 ? '' : `; ${deployed} of them as Argo CD, Flux, helmfile or value files deploy them`;
  const where = address === null ? 'no address of origin' : `${address.owner}/${address.name} on ${address.host}`;
  return [
    `Sources: ${what}${by}.`,
    `Repository: ${where}; default branch ${branch ?? 'not known (git remote set-head origin --auto)'}; ${
      codeOwners === null ? 'no CODEOWNERS' : codeOwners.file
    }.`,
  ];
}

interface Planning {
  readonly write: readonly PlannedFile[];
  /** A workflow that already reviews; null if there is none. */
  readonly reviewing: string | null;
  /** Files with the name of ours that do not review. */
  readonly idle: readonly string[];
  /** Whether a workflow names the action by a placeholder. */
  readonly isUnpinned: boolean;
}

function nextSteps(
  setUp: SetUp,
  charts: readonly ChartToFetch[],
  { forks }: InitWishes,
  { write, reviewing, idle, isUnpinned }: Planning,
): string[] {
  const isNew = write.some(({ file }) => file.startsWith(workflowFolder));
  const deciding = new Set([...decidingFiles(setUp), ...write.map(({ file }) => file)]);
  const lines = ownerLines(setUp, [...deciding]);
  const owners = setUp.codeOwners?.file ?? '.github/CODEOWNERS';
  const hosts = chartHosts(charts);
  return [
    ...idle.map(
      (file) => `Rename or delete ${file}, and run plimsoll init again: until then nothing reviews pull requests.`,
    ),
    ...(isUnpinned
      ? [
          `Replace ${unpinnedAction} in the workflow by the repository of the action and the 40 digits of a commit that you have reviewed.`,
        ]
      : []),
    ...(lines.length > 0 ? [`Add code owners to ${owners}: ${lines.join(', ')}.`] : []),
    ...(hosts.length > 0 && write.some(({ file }) => file === ownFile)
      ? [`Decide in ${ownFile} whether charts may be fetched from ${hosts.map(([host]) => host).join(', ')}.`]
      : []),
    `Commit, and merge into ${setUp.branch ?? 'the default branch'}: the configuration counts from there.`,
    ...(forks === 'none' && isNew
      ? [
          'Pull requests from forks have their results in the job summary only. For comments too: plimsoll init --fork-workflow target, or run.',
        ]
      : []),
    reviewing === null
      ? 'After the first run, require the check "plimsoll" from GitHub Actions in a ruleset of the branch.'
      : `Require the check of the job in ${reviewing}, from GitHub Actions, in a ruleset of the branch.`,
    'Then see what is left: plimsoll doctor --github.',
  ];
}
