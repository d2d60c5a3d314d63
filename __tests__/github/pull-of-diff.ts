import type { Diff } from '../../src/publish/diff.ts';
import { diffOf } from '../../src/publish/diff.ts';
import { diffOfCommits, nameInPatch } from '../../src/snapshot/git-diff.ts';
import { Hub } from './hub/hub.ts';
import type { Pull, Repository } from './hub/state.ts';

/** A file that a pull request changes. Without a patch it is changed far away from everything else. */
export interface FilePatch {
  readonly filename: string;
  readonly patch?: string | undefined;
}

/** A hub with shop/deploy, and one pull request in it, #7. */
export interface HubWithPull {
  readonly hub: Hub;
  readonly repository: Repository;
  readonly pull: Pull;
  readonly head: string;
  readonly base: string;
  readonly diff: Diff;
  /** A token of a workflow that may comment. */
  readonly token: string;
}

/** Opens a hub whose pull request has this diff. Lines that the patches do not show are made up. */
export async function hubWithPull(patches: readonly FilePatch[]): Promise<HubWithPull> {
  const hub = await Hub.open();
  const repository = hub.addRepository('shop/deploy');
  const token = 'token-of-the-job';
  hub.addToken(token, { metadata: 'read', contents: 'read', pull_requests: 'write', issues: 'write' });
  const sides = patches.map(({ filename, patch }) => [filename, sidesOf(patch)] as const);
  const base = hub.people.push(repository, 'main', {
    'README.md': 'shop',
    ...Object.fromEntries(sides.map(([name, { before }]) => [name, before])),
  });
  const head = hub.people.push(
    repository,
    'change',
    Object.fromEntries(sides.map(([name, { after }]) => [name, after])),
    {
      from: base,
    },
  );
  const pull = hub.people.openPull(repository, { head: 'change' });
  const { files, patch } = await diffOfCommits(repository.directory, base, head);
  return { hub, repository, pull, head, base, diff: diffOf(files, patch, nameInPatch), token };
}

/** Number of lines of each file, at least. */
const LINES = 400;

/** The file before and after a patch. */
function sidesOf(patch: string | undefined): { readonly before: string | null; readonly after: string } {
  const filler = (line: number): string => `line ${line}`;
  const [before, after]: [string[], string[]] = [[], []];
  for (const text of (patch ?? '').split('\n')) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
    if (header !== null) {
      while (after.length + 1 < Number(header[2])) {
        const line = filler(after.length + 1);
        before.push(line);
        after.push(line);
      }
    } else if (text.startsWith('+')) after.push(text.slice(1));
    else if (text.startsWith('-')) before.push(text.slice(1));
    else if (text !== '') {
      before.push(text.slice(1));
      after.push(text.slice(1));
    }
  }
  while (after.length < LINES) {
    const line = filler(after.length + 1);
    before.push(line);
    after.push(line);
  }
  if (patch === undefined) before[LINES - 1] = 'another last line';
  return { before: `${before.join('\n')}\n`, after: `${after.join('\n')}\n` };
}
