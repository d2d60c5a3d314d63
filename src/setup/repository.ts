/** Reads what a repository has for Plimsoll: its address, default branch, workflows, code owners, configuration. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baselineFile } from '../policy/baseline.ts';
import { ownFile } from '../policy/trust.ts';
import { defaultBranch } from '../snapshot/git.ts';
import { git } from '../snapshot/run-git.ts';
import { type CodeOwners, parseCodeOwners } from './code-owners.ts';
import { readWorkflow, type Workflow } from './workflow/workflow.ts';

/** `OWNER/NAME` on a host. */
export interface RepositoryAddress {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
}

/** What a repository has for Plimsoll, in its work tree. */
export interface SetUp {
  /** The top folder of the work tree. */
  readonly root: string;
  /** Of `origin`; null if there is none, or it is a local path. */
  readonly address: RepositoryAddress | null;
  /** The branch of origin/HEAD without the remote; null if the clone does not know it. */
  readonly branch: string | null;
  readonly workflows: readonly Workflow[];
  /** Workflow files that can't be read, and why. */
  readonly unreadable: readonly { readonly file: string; readonly why: string }[];
  /** Null if there is no such file. */
  readonly codeOwners: CodeOwners | null;
  readonly hasConfiguration: boolean;
  readonly hasBaseline: boolean;
  /** Whether the repository is that of the action itself, whose workflow says `uses: ./`. */
  readonly isAction: boolean;
}

export const workflowFolder = '.github/workflows';

/** GitHub reads the first of these (docs.github.com, about code owners). */
const ownersFiles = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** A larger file is no workflow that GitHub runs. Bytes. */
const mostBytesOfWorkflow = 1024 * 1024;

/** @param root the top folder of a work tree. */
export async function readSetUp(root: string): Promise<SetUp> {
  const [address, branch, { workflows, unreadable }, codeOwners] = await Promise.all([
    originOf(root),
    defaultBranch(root),
    workflowsIn(root),
    codeOwnersIn(root),
  ]);
  const action = await textAt(root, 'action.yml');
  return {
    root,
    address,
    branch: branch?.replace(/^origin\//, '') ?? null,
    workflows,
    unreadable,
    codeOwners,
    hasConfiguration: (await textAt(root, ownFile)) !== null,
    hasBaseline: (await textAt(root, baselineFile)) !== null,
    isAction: action !== null && /^name: ['"]?plimsoll['"]?\s*$/im.test(action),
  };
}

async function originOf(root: string): Promise<RepositoryAddress | null> {
  const url = await git(root, ['config', '--get', 'remote.origin.url']).catch(() => '');
  return repositoryAddress(url.trim());
}

/** The repository that a URL of git names: `https://HOST/OWNER/NAME.git`, `git@HOST:OWNER/NAME`, `ssh://…`. */
export function repositoryAddress(url: string): RepositoryAddress | null {
  const form =
    /^(?:(?:https?|ssh|git):\/\/(?:[^/@]*@)?(?<host>[^/]+?)(?::\d+)?\/|[^/@:]+@(?<scp>[^/:]+):\/?)(?<owner>[\w.-]+)\/(?<name>[\w.-]+?)(?:\.git)?\/?$/;
  const { host, scp, owner, name } = form.exec(url)?.groups ?? {};
  const at = host ?? scp;
  return at === undefined || owner === undefined || name === undefined ? null : { host: at, owner, name };
}

async function workflowsIn(root: string): Promise<Pick<SetUp, 'workflows' | 'unreadable'>> {
  const names = await readdir(join(root, workflowFolder)).catch(() => []);
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  const read = await Promise.all(
    files.map(async (name) => {
      const file = `${workflowFolder}/${name}`;
      const text = await textAt(root, file);
      return text === null ? { file, why: 'It is not a file of text.' } : readWorkflow(file, text);
    }),
  );
  return {
    workflows: read.filter((each): each is Workflow => 'jobs' in each),
    unreadable: read.flatMap((each) => ('why' in each ? [each] : [])),
  };
}

async function codeOwnersIn(root: string): Promise<CodeOwners | null> {
  for (const file of ownersFiles) {
    const text = await textAt(root, file);
    if (text !== null) return parseCodeOwners(file, text);
  }
  return null;
}

/** The text of a file of the work tree; null if there is none. No link is followed, as GitHub follows none here. */
async function textAt(root: string, file: string): Promise<string | null> {
  try {
    const status = await lstat(join(root, file));
    if (!status.isFile() || status.size > mostBytesOfWorkflow) return null;
    return await readFile(join(root, file), 'utf8');
  } catch {
    return null;
  }
}
