/** The guards of what the Action writes and believes, each with an edit that takes it away, and the histories that then fail. */

export interface Guard {
  readonly name: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly search: string;
  readonly replacement: string;
  /** A file of `__tests__/github/histories`, and a part of the names of its histories. */
  readonly test: string;
  readonly history: string;
}

export const guards: readonly Guard[] = [
  {
    name: 'digest: a comment that quotes a mark of ours is not ours',
    file: 'src/publish/mark.ts',
    search: 'isWhole: checked(text, content) === given,',
    replacement: 'isWhole: true,',
    test: 'people.test.ts',
    history: 'another workflow under the same name quotes our marks',
  },
  {
    name: 'author: a comment of another author is not ours, whatever its mark is',
    file: 'src/publish/ours.ts',
    search: '  if (!first.isOurs) return [];\n',
    replacement: '',
    test: 'people.test.ts',
    history: 'copies of our comments by a person count for nothing',
  },
  {
    name: 'stale head: a run of an old commit writes nothing',
    file: 'src/publish/post.ts',
    search: 'return head === commit\n',
    replacement: 'return head !== ""\n',
    test: 'gate.test.ts',
    history: 'a late run of an old commit leaves the newest words standing',
  },
  {
    name: 'stale head of a fork: the review of another commit is no pass',
    file: 'src/action/pull-request-of-run.ts',
    search: 'ours.filter((pull) => pull.head.commit === head.commit)',
    replacement: 'ours.slice()',
    test: 'gate.test.ts',
    history: 'whose head has moved meanwhile',
  },
  {
    name: 'closed: a closed pull request gets no comment',
    file: 'src/publish/post.ts',
    search: "if (!isOpen) return 'the pull request is closed';",
    replacement: '',
    test: 'gate.test.ts',
    history: 'a closed pull request gets no comment on lines',
  },
  {
    name: 'trust root: the default branch decides, not the base branch',
    file: 'src/action/commits.ts',
    search: 'const ready = { directory, base, head, trustRoot: trusted.commit };',
    replacement: 'const ready = { directory, base, head, trustRoot: base };',
    test: 'gate.test.ts',
    history: 'a base branch with a laxer configuration does not open the gate',
  },
  {
    name: 'trust root: the default branch decides, not the head',
    file: 'src/action/commits.ts',
    search: 'const ready = { directory, base, head, trustRoot: trusted.commit };',
    replacement: 'const ready = { directory, base, head, trustRoot: head };',
    test: 'gate.test.ts',
    history: 'a waiver in the same pull request covers nothing',
  },
  {
    name: 'deleted lines: no button for a suggestion that GitHub could not apply',
    file: 'src/publish/diff.ts',
    search: 'return hunk !== undefined && !hunk.deletedAfter.some((line) => lines.first <= line && line < lines.last);',
    replacement: 'return hunk !== undefined;',
    test: 'sizes.test.ts',
    history: 'over lines between which others were deleted',
  },
  {
    name: 'throttle: a limit is waited for',
    file: 'src/publish/client.ts',
    search: '    attempt < 3 && isInTime(seconds);',
    replacement: '    attempt < 0 && isInTime(seconds);',
    test: 'limits.test.ts',
    history: 'a primary limit whose reset is near',
  },
  {
    name: 'throttle: a limit of an hour is not waited for',
    file: 'src/publish/client.ts',
    search: 'now() + seconds * second < end;',
    replacement: 'now() + seconds * second < Infinity;',
    test: 'limits.test.ts',
    history: 'an hour',
  },
  {
    name: 'persons: what a person resolved is neither opened nor said again',
    file: 'src/publish/life.ts',
    search: "  return one.mark.kind === 'open' && isClosed(one);",
    replacement: '  return false && isClosed(one);',
    test: 'people.test.ts',
    history: 'resolves a thread: it is neither reopened nor posted again',
  },
  {
    name: 'persons: what a person deleted is not said again',
    file: 'src/publish/life.ts',
    search: '  return memory.filter(({ id }) => !known.has(id));',
    replacement: '  return memory.filter(({ id }) => !known.has(id) && false);',
    test: 'people.test.ts',
    history: 'deletes our comment: it is not posted again',
  },
  {
    name: 'persons: a thread in which somebody spoke is not deleted',
    file: 'src/publish/life.ts',
    search: 'if (isDeleted && !thread.hasOtherWords) return ',
    replacement: 'if (isDeleted) return ',
    test: 'abilities.test.ts',
    history: 'never by deleting where somebody spoke',
  },
  {
    name: 'one at a time: a line that GitHub refuses costs its own comment its place',
    file: 'src/publish/carry-out.ts',
    search: "    if (ended === 'refused') alone.unshift(...inline);\n",
    replacement: '',
    test: 'limits.test.ts',
    history: 'of one comment costs that comment its place',
  },
  {
    name: 'sense: a summary that says the same is not edited',
    file: 'src/publish/summary.ts',
    search: 'before !== null && isSame(before, mark) ? null',
    replacement: 'before !== null && isSame(before, mark) && false ? null',
    test: 'life.test.ts',
    history: 'all are fixed: nothing stands open, and the next run writes nothing',
  },
];
