import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Finding } from '../../src/model/report.ts';
import { type Severity } from '../../src/model/rule.ts';
import type { ThreadAnchor } from '../../src/publish/anchor.ts';
import { type Abilities, type Action, lifeOf, sameAnchor, type Wish } from '../../src/publish/life.ts';
import { markIn, marked } from '../../src/publish/mark.ts';
import { keyOfRelease1 } from '../../src/publish/mark-of-release-1.ts';
import { oursIn } from '../../src/publish/ours.ts';
import type { WantedComment } from '../../src/publish/plan.ts';
import type { Posted, PullRequestState, Thread } from '../../src/publish/state.ts';
import { goldenCase } from '../report/golden-cases.ts';

const sample: Finding = goldenCase('plain-manifest').report.findings[0]!;
const COMMIT = 'a'.repeat(40);

interface Brief {
  readonly id: number;
  readonly line?: number;
  readonly words?: string;
  readonly severity?: Severity;
  readonly status?: Finding['status'];
}

function finding({ id, words = 'wrong', severity = 'high', status = 'new' }: Brief): Finding {
  return { ...sample, fingerprint: `finding ${id}`, message: `${id} is ${words}.`, severity, status };
}

/** One comment for each finding that a comment can have. */
function wishOf(briefs: readonly Brief[], more: Partial<Wish> = {}): Wish {
  const findings = briefs.map(finding);
  const comments = findings.flatMap((one, index): WantedComment[] => {
    if (one.status !== 'new' && one.status !== 'worsened') return [];
    const line = briefs[index]?.line ?? 10 + briefs[index]!.id;
    return [
      {
        anchor: { kind: 'inline', file: 'web.yaml', first: line, last: line },
        findings: [one],
        entries: 1,
        text: (all) => all.map(({ severity, message }) => `**${severity}** · ${message}`).join('\n'),
      },
    ];
  });
  return {
    comments,
    findings,
    isPartial: false,
    instance: 'plimsoll',
    commit: COMMIT,
    refused: [],
    passing: [],
    ...more,
  };
}

/** A pull request in memory, on which actions and people act. */
class Remote {
  threads: Thread[] = [];
  memory: ReturnType<typeof lifeOf>['said'] = [];
  #id = 100;

  readonly #abilities: Abilities;
  readonly #canResolve: boolean;

  constructor(abilities: Abilities = { settle: 'auto', mustBeResolved: false }, canResolve = false) {
    this.#abilities = abilities;
    this.#canResolve = canResolve;
  }

  state(): PullRequestState {
    const body = marked('## Plimsoll: fail', { kind: 'summary', instance: 'plimsoll', sense: '0', said: this.memory });
    return { head: COMMIT, base: 'main', isOpen: true, threads: this.threads, conversation: [this.#posted(body, 1)] };
  }

  run(wish: Wish): readonly Action[] {
    const { actions, said } = lifeOf(wish, oursIn(this.state(), wish.instance, wish.findings), this.#abilities);
    for (const action of actions) this.#apply(action);
    this.memory = said;
    return actions;
  }

  change(index: number, change: (thread: Thread) => Partial<Thread>): void {
    this.threads = this.threads.map((thread, at) => (at === index ? { ...thread, ...change(thread) } : thread));
  }

  #posted(body: string, id = (this.#id += 1)): Posted {
    return { node: `n${id}`, id, body, isOurs: true, isEdited: false, isHidden: false, canHide: true };
  }

  #apply(action: Action): void {
    switch (action.kind) {
      case 'open':
        this.threads.push(this.#thread(action.anchor, action.body));
        return;
      case 'edit':
        this.#set(action.thread, (one) => ({ first: { ...one.first, body: action.body } }));
        return;
      case 'reopen':
        this.#set(action.thread, (one) => ({
          isResolved: false,
          first: { ...one.first, isHidden: false, body: action.body },
        }));
        return;
      case 'remove':
        this.threads = this.threads.filter(({ first }) => first.id !== action.posted.id);
        return;
      case 'settle': {
        const { thread, body, ending } = action;
        if (ending === 'delete') {
          this.threads = this.threads.filter(({ node }) => node !== thread.node);
          return;
        }
        this.#set(thread, (one) => ({
          isResolved: one.isResolved || ending === 'resolve',
          first: { ...one.first, body: body ?? one.first.body, isHidden: one.first.isHidden || ending === 'hide' },
        }));
      }
    }
  }

  #thread(anchor: ThreadAnchor, body: string): Thread {
    const first = this.#posted(body);
    const canResolve = this.#canResolve;
    return {
      node: `t${first.id}`,
      anchor,
      isResolved: false,
      canResolve,
      canUnresolve: canResolve,
      first,
      hasOtherWords: false,
    };
  }

  #set({ node }: Thread, change: (thread: Thread) => Partial<Thread>): void {
    const index = this.threads.findIndex((one) => one.node === node);
    this.change(index, change);
  }

  /** What a reader sees as open: the line, and the findings. */
  open(): string[] {
    const shown = this.threads.filter(({ isResolved, first }) => !isResolved && !first.isHidden);
    return shown.map(({ anchor, first }) => JSON.stringify([anchor, markIn(first.body)?.text])).sort();
  }
}

function kinds(actions: readonly Action[]): string[] {
  return actions.map((one) => (one.kind === 'settle' ? `${one.kind} ${one.why} ${one.ending}` : one.kind));
}

describe('the life of comments', () => {
  it('begins with a thread for each, and then there is nothing to do', () => {
    const remote = new Remote();
    const wish = wishOf([{ id: 1 }, { id: 2 }]);

    expect(kinds(remote.run(wish))).toEqual(['open', 'open']);
    expect(remote.run(wish)).toEqual([]);
  });

  it.each<[string, Brief[], string[]]>([
    ['what is fixed is settled', [{ id: 1 }], ['settle fixed hide']],
    ['what is waived is settled with other words', [{ id: 1 }, { id: 2, status: 'waived' }], ['settle waived hide']],
    ['what the base has too', [{ id: 1 }, { id: 2, status: 'existing' }], ['settle foreign hide']],
    ['what is worded otherwise is edited', [{ id: 1 }, { id: 2, words: 'bad' }], ['edit']],
    ['what is less severe is edited', [{ id: 1 }, { id: 2, severity: 'low' }], ['edit']],
    ['what is more severe is said anew', [{ id: 1 }, { id: 2, severity: 'critical' }], ['open', 'settle moved hide']],
    [
      'what is worse is said anew',
      [{ id: 1 }, { id: 2, words: 'worse', status: 'worsened' }],
      ['open', 'settle moved hide'],
    ],
    ['what stands at another line is moved', [{ id: 1 }, { id: 2, line: 40 }], ['open', 'settle moved hide']],
    ['what is new is told', [{ id: 1 }, { id: 2 }, { id: 3 }], ['open']],
  ])('%s', (_, then, expected) => {
    const remote = new Remote();
    remote.run(wishOf([{ id: 1 }, { id: 2 }]));

    expect(kinds(remote.run(wishOf(then)))).toEqual(expected);
    expect(remote.run(wishOf(then))).toEqual([]);
  });

  it.each<[Abilities['settle'], boolean, boolean, boolean, string]>([
    ['auto', true, false, false, 'resolve'],
    ['auto', false, false, false, 'hide'],
    ['auto', false, true, false, 'delete'],
    ['auto', false, true, true, 'hide'],
    ['auto', true, true, false, 'resolve'],
    ['delete', true, false, false, 'delete'],
    ['delete', true, false, true, 'hide'],
    ['edit', true, true, false, 'edit'],
    ['hide', true, true, false, 'hide'],
    ['resolve', false, false, false, 'hide'],
  ])(
    'with settle %s, may resolve %s, must be resolved %s, answered %s it ends by %s',
    (settle, may, must, answered, how) => {
      const remote = new Remote({ settle, mustBeResolved: must }, may);
      remote.run(wishOf([{ id: 1 }]));
      remote.change(0, () => ({ hasOtherWords: answered }));

      expect(kinds(remote.run(wishOf([])))).toEqual([`settle fixed ${how}`]);
      expect(remote.run(wishOf([]))).toEqual([]);
    },
  );

  it('settles nothing while something could not be checked, and keeps it in memory', () => {
    const remote = new Remote();
    remote.run(wishOf([{ id: 1 }]));

    expect(remote.run(wishOf([], { isPartial: true }))).toEqual([]);
    expect(kinds(remote.run(wishOf([])))).toEqual(['settle fixed hide']);
  });

  it.each<[string, boolean]>([
    ['resolved', true],
    ['hidden', false],
  ])('opens its own thread again when the finding is back, if it was %s', (_, may) => {
    const remote = new Remote(undefined, may);
    remote.run(wishOf([{ id: 1 }]));
    remote.run(wishOf([]));

    expect(kinds(remote.run(wishOf([{ id: 1 }])))).toEqual(['reopen']);
    expect(remote.open()).toHaveLength(1);
  });

  it('begins a new thread when the finding is back and the old one is outdated', () => {
    const remote = new Remote();
    remote.run(wishOf([{ id: 1 }]));
    remote.run(wishOf([]));
    remote.change(0, () => ({ anchor: null }));

    expect(kinds(remote.run(wishOf([{ id: 1 }])))).toEqual(['open']);
    expect(remote.run(wishOf([{ id: 1 }]))).toEqual([]);
  });

  it('moves a comment that GitHub calls outdated to the new line', () => {
    const remote = new Remote();
    remote.run(wishOf([{ id: 1 }]));
    remote.change(0, () => ({ anchor: null }));

    expect(kinds(remote.run(wishOf([{ id: 1, line: 12 }])))).toEqual(['open', 'settle moved hide']);
    expect(remote.run(wishOf([{ id: 1, line: 12 }]))).toEqual([]);
  });

  it.each<[string, (remote: Remote) => void]>([
    [
      'resolved',
      (remote) => {
        remote.change(0, () => ({ isResolved: true }));
      },
    ],
    [
      'minimised',
      (remote) => {
        remote.change(0, ({ first }) => ({ first: { ...first, isHidden: true } }));
      },
    ],
    ['deleted', (remote) => (remote.threads = [])],
  ])('does not say again what a person %s, at any line, until it gets worse', (_, act) => {
    const remote = new Remote();
    remote.run(wishOf([{ id: 1 }]));
    act(remote);

    expect(remote.run(wishOf([{ id: 1 }]))).toEqual([]);
    expect(remote.run(wishOf([{ id: 1, line: 90 }]))).toEqual([]);
    expect(kinds(remote.run(wishOf([{ id: 1, words: 'worse', status: 'worsened' }])))).toEqual(['open']);
  });

  it('leaves the words of a person in a comment of ours', () => {
    const remote = new Remote();
    remote.run(wishOf([{ id: 1 }]));
    remote.change(0, ({ first }) => ({ first: { ...first, isEdited: true, body: `I looked. ${first.body}` } }));

    expect(remote.run(wishOf([{ id: 1, words: 'bad' }]))).toEqual([]);
    expect(remote.run(wishOf([{ id: 1, line: 50 }]))).toEqual([]);
    expect(remote.run(wishOf([]))).toEqual([]);
  });

  it('takes a quotation of its comment, by the same account, for what it is', () => {
    const remote = new Remote();
    remote.run(wishOf([{ id: 1 }]));
    const body = `Another workflow says:\n\n${remote.threads[0]!.first.body}`;
    remote.threads = [{ ...remote.threads[0]!, first: { ...remote.threads[0]!.first, body } }];
    remote.memory = [];

    expect(kinds(remote.run(wishOf([{ id: 1 }])))).toEqual(['open']);
    expect(remote.threads[0]?.first.body).toBe(body);
    expect(remote.run(wishOf([{ id: 1 }]))).toEqual([]);
    expect(kinds(remote.run(wishOf([])))).toEqual(['settle fixed hide']);
    expect(remote.threads[0]?.first.body).toBe(body);
  });

  it('removes what two runs said at once, but for the oldest', () => {
    const remote = new Remote();
    remote.run(wishOf([{ id: 1 }]));
    const again = { ...remote.threads[0]!, node: 't9', first: { ...remote.threads[0]!.first, id: 999 } };
    remote.threads.push(again);

    expect(kinds(remote.run(wishOf([{ id: 1 }])))).toEqual(['remove']);
    expect(remote.threads.map(({ first }) => first.id)).toEqual([101]);
  });

  it('completes what an earlier run began to settle', () => {
    const remote = new Remote(undefined, true);
    remote.run(wishOf([{ id: 1 }]));
    remote.run(wishOf([]));
    remote.change(0, () => ({ isResolved: false }));

    expect(kinds(remote.run(wishOf([])))).toEqual(['settle fixed resolve']);
  });

  it('keeps apart two instances', () => {
    const remote = new Remote();
    remote.run(wishOf([{ id: 1 }]));

    expect(kinds(remote.run(wishOf([{ id: 1 }], { instance: 'other' })))).toEqual(['open']);
    expect(remote.threads).toHaveLength(2);
  });
});

describe('the comments of the first release', () => {
  /** As the first release wrote it: no digest, and keys of fingerprint and message. */
  function ofRelease1(briefs: readonly Brief[], line: number): Thread {
    const keys = briefs.map((brief) => keyOfRelease1(finding(brief)));
    const body = `**high** · ${briefs.map(({ id }) => id).join()} is wrong.\n\nWhy.\n\n<!-- plimsoll:findings ${keys.join(',')} -->`;
    const first = { node: 'old', id: 7, body, isOurs: true, isEdited: false, isHidden: false, canHide: true };
    const anchor = { kind: 'inline', file: 'web.yaml', first: line, last: line } as const;
    return {
      ...{ node: 'told', anchor, isResolved: false, canResolve: false },
      canUnresolve: false,
      first,
      hasOtherWords: false,
    };
  }

  it('are edited into the new form, not doubled', () => {
    const remote = new Remote();
    remote.threads = [ofRelease1([{ id: 1 }], 11)];

    expect(kinds(remote.run(wishOf([{ id: 1 }])))).toEqual(['edit']);
    expect(remote.threads).toHaveLength(1);
    expect(remote.run(wishOf([{ id: 1 }]))).toEqual([]);
  });

  it('are settled when they are fixed', () => {
    const remote = new Remote();
    remote.threads = [ofRelease1([{ id: 1 }], 11)];

    expect(kinds(remote.run(wishOf([])))).toEqual(['settle fixed hide']);
  });

  it.each([
    ['quoted', (body: string) => body.replaceAll(/^/gm, '> ')],
    ['in other words', (body: string) => `See:\n\n${body}`],
  ])('are not taken for ours when they are %s', (_, quote) => {
    const remote = new Remote();
    const thread = ofRelease1([{ id: 1 }], 11);
    remote.threads = [{ ...thread, first: { ...thread.first, body: quote(thread.first.body) } }];

    expect(kinds(remote.run(wishOf([{ id: 1 }])))).toEqual(['open']);
    expect(kinds(remote.run(wishOf([])))).toEqual(['settle fixed hide']);
    expect(remote.threads[0]?.first.body).toBe(quote(thread.first.body));
  });
});

describe('for any history', () => {
  const brief = fc.record({
    id: fc.integer({ min: 1, max: 4 }),
    line: fc.integer({ min: 1, max: 9 }),
    words: fc.constantFrom('wrong', 'bad'),
    severity: fc.constantFrom<Severity>('high', 'low'),
    status: fc.constantFrom<Finding['status']>('new', 'worsened', 'existing', 'waived'),
  });
  const briefs = fc.uniqueArray(brief, { selector: ({ id }) => id, maxLength: 4 });
  const outdating = fc.array(fc.nat(9), { maxLength: 3 });
  const abilities = fc.record({
    settle: fc.constantFrom<Abilities['settle']>('auto', 'resolve', 'hide', 'delete'),
    mustBeResolved: fc.boolean(),
  });

  it('the open threads are those of a first run, and a second run does nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(briefs, outdating), { maxLength: 6 }),
        abilities,
        fc.boolean(),
        (runs, may, can) => {
          const remote = new Remote(may, can);
          for (const [all, outdated] of runs) {
            for (const index of outdated)
              if (index < remote.threads.length) remote.change(index, () => ({ anchor: null }));
            remote.run(wishOf(all));
            expect(kinds(remote.run(wishOf(all)))).toEqual([]);
            const first = new Remote(may, can);
            first.run(wishOf(all));
            expect(remote.open()).toEqual(first.open());
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('nothing ends as fixed, waived or foreign while something could not be checked', () => {
    fc.assert(
      fc.property(fc.array(briefs, { minLength: 1, maxLength: 5 }), (runs) => {
        const remote = new Remote();
        for (const all of runs) {
          const actions = remote.run(wishOf(all, { isPartial: true }));
          const ended = actions.filter(
            (one) => one.kind === 'settle' && ['fixed', 'foreign', 'waived'].includes(one.why),
          );
          expect(ended).toEqual([]);
        }
      }),
    );
  });
});

it('two anchors are the same if file and lines are', () => {
  const at = (first: number, last = first): ThreadAnchor => ({ kind: 'inline', file: 'a', first, last });

  expect(sameAnchor(at(1), at(1))).toBe(true);
  expect(sameAnchor(at(1), at(1, 2))).toBe(false);
  expect(sameAnchor(at(1), { kind: 'file', file: 'a' })).toBe(false);
  expect(sameAnchor(null, at(1))).toBe(false);
});
