import { describe, expect, it } from 'vitest';
import { ask, git } from './asking.ts';
import { hub, shop, pull, PULL, BOT, lines, tip, review, aComment, threads } from './shop.ts';

describe('comments move with the code', () => {
  const push = (text: string, from?: string) =>
    hub.people.push(shop, 'change', { 'a.txt': text }, from === undefined ? {} : { from });

  it('a line that moved is found again', async () => {
    await aComment(3);
    push(lines((line) => (line === 'a' ? ['0', '1', 'a'] : line === 'c' ? 'C' : line)));

    expect(await threads()).toMatchObject([{ line: 5, originalLine: 3, isOutdated: false }]);
    expect((await ask(hub, BOT, 'GET', `${PULL}/comments`)).body).toMatchObject([{ line: 5, original_line: 3 }]);
  });

  it('a line that was changed is outdated, as is one that is no longer in the diff; the file stays', async () => {
    await aComment(3);
    await ask(hub, BOT, 'POST', `${PULL}/comments`, {
      ...{ commit_id: pull.head.sha, path: 'a.txt', subject_type: 'file', body: 'All of it.' },
    });
    push(lines((line) => (line === 'c' ? 'CC' : line === 'n' ? 'N' : line)));

    expect(await threads()).toMatchObject([
      { line: null, isOutdated: true },
      { line: null, isOutdated: false, subjectType: 'FILE' },
    ]);
    expect((await ask(hub, BOT, 'GET', `${PULL}/comments`)).body).toMatchObject([{ line: null, position: null }, {}]);
  });

  it('a force-push keeps what it left as it was', async () => {
    await aComment(3);
    const before = pull.head.sha;
    push(
      lines((line) => (line === 'c' ? 'C' : line === 'e' ? 'E' : line)),
      tip('main'),
    );

    expect(await git(shop.directory, 'merge-base', before, pull.head.sha)).toBe(tip('main'));
    expect(await threads()).toMatchObject([{ line: 3, isOutdated: false }]);
  });

  it('a multi-line comment is outdated when any of its lines is changed, and grows with what is put between', async () => {
    await review([{ path: 'a.txt', start_line: 2, line: 5, side: 'RIGHT', body: 'These.' }]);
    push(lines((line) => (line === 'c' ? ['C', 'new'] : line)));
    const grown = await threads();
    push(lines((line) => (line === 'c' ? ['CC', 'new'] : line)));

    expect(grown).toMatchObject([{ startLine: 2, line: 6, isOutdated: false }]);
    expect(await threads()).toMatchObject([{ startLine: null, line: null, isOutdated: true }]);
  });

  it('a comment on a deleted line stands on the left side', async () => {
    await review([{ path: 'a.txt', line: 3, side: 'LEFT', body: 'It was c.' }]);
    push(lines((line) => (line === 'c' ? 'CC' : line)));

    expect(await threads()).toMatchObject([{ line: 3, diffSide: 'LEFT', isOutdated: false }]);
  });
});

describe('what GitHub does not take', () => {
  it.each([
    [
      { path: 'a.txt', line: 12 },
      "Pull request review thread line must be part of the diff and Pull request review thread diff hunk can't be blank",
    ],
    [{ path: 'other.txt', line: 1 }, 'Path could not be resolved'],
    [{ path: 'a.txt', line: 3, start_line: 3 }, 'Pull request review thread start line must precede the end line.'],
    [
      { path: 'a.txt', line: 12, start_line: 2 },
      "Pull request review thread line must be part of the diff, Pull request review thread start line must be part of the same hunk as the line., and Pull request review thread diff hunk can't be blank",
    ],
    [{ path: 'a.txt', line: 3, body: 'x'.repeat(65_537) }, 'Body is too long (maximum is 65536 characters)'],
  ])('a review with the comment %j is refused whole, in its words', async (wrong, why) => {
    const { status, body } = await review([
      { path: 'a.txt', line: 3, side: 'RIGHT', body: 'Right.' },
      { side: 'RIGHT', body: 'Wrong.', ...wrong },
    ]);

    expect(status).toBe(422);
    expect(body).toMatchObject({ message: 'Unprocessable Entity', errors: [why] });
    expect(pull.threads).toEqual([]);
    expect(pull.reviews).toEqual([]);
  });

  it('a commit that is no longer of the pull request, and lines of a patch that it leaves out', async () => {
    const before = pull.head.sha;
    const large = Array.from({ length: 3001 }, (_, at) => `${at}`).join('\n');
    hub.people.push(shop, 'change', { 'large.txt': large }, { from: tip('main') });
    const gone = await ask(hub, BOT, 'POST', `${PULL}/comments`, {
      ...{ commit_id: before, path: 'a.txt', line: 3, side: 'RIGHT', body: 'Late.' },
    });
    const files = await ask(hub, BOT, 'GET', `${PULL}/files`);

    expect(gone.status).toBe(422);
    expect(gone.body).toMatchObject({ errors: [{ field: 'commit_id' }] });
    expect(files.body).toMatchObject([{ filename: 'large.txt', additions: 3001 }]);
    expect((files.body as object[])[0]).not.toHaveProperty('patch');
    expect((await review([{ path: 'large.txt', line: 1, side: 'RIGHT', body: 'There.' }])).status).toBe(422);
  });
});
