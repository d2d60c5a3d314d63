import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { fromKept, toKeep } from '../../src/run/memory/kept-judgement.ts';
import { type Finding } from '../../src/model/report.ts';
import { type PlainSource } from '../../src/model/source.ts';
import { groupsSharingFiles } from '../../src/run/memory/groups-sharing-files.ts';
import { type Secrets } from '../../src/secrets/secrets.ts';
import { type Texts as TreeTexts } from '../../src/snapshot/texts.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';
import { chart } from '../suggest/audited.ts';

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: db}\nspec:\n  hostPID: true\n  containers: []\n';
const repository: Texts = { ...chart, 'web/secret.txt': 'hunter2', 'db.yaml': pod };

describe('an audit with a cache', () => {
  const cache = mkdtempSync(join(tmpdir(), 'plimsoll-cache-'));
  afterAll(() => {
    rmSync(cache, { recursive: true });
  });
  const plain = reviewer();
  const remembering = reviewer({ cache });
  const kept = (): string[] =>
    readdirSync(cache, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

  test('says the same as one without, the first time and from memory', async () => {
    const { report } = await plain.audited(repository);
    expect(report.findings.length).toBeGreaterThan(3);

    expect((await remembering.audited(repository)).report).toEqual(report);
    const files = kept();
    expect((await remembering.audited(repository)).report).toEqual(report);
    expect(kept().sort()).toEqual(files.sort());
  });

  test('keeps no line of a file, and nothing that was rendered', async () => {
    await remembering.audited(repository);

    expect(kept().join('\n')).not.toMatch(/# how it runs|for the proxy|hunter2|containers:/);
  });

  test('looks again at what changed, and at that alone', async () => {
    const before = kept().length;
    const changed = { ...repository, 'db.yaml': pod.replace('true', 'false') };

    expect((await remembering.audited(changed)).report).toEqual((await plain.audited(changed)).report);
    expect(kept()).toHaveLength(before + 2);
  });

  test('does not take a broken entry for an answer', async () => {
    const { report } = await plain.audited(repository);
    for (const entry of readdirSync(cache, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) rmSync(join(entry.parentPath, entry.name));

    expect((await remembering.audited(repository)).report).toEqual(report);
  });
});

const noSecrets: Secrets = {
  text: (text) => text,
  failure: (message) => message,
  file: (_, text) => text,
  ranges: () => [],
};

describe('the text of a suggestion', () => {
  test('is had back from the lines that it replaces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { minLength: 1 }), fc.string(), async (lines, replacement) => {
        const text = lines.map((line) => line.replaceAll(/[\n\r]/g, '')).join('\n');
        const texts: Pick<TreeTexts, 'of'> = { of: () => Promise.resolve({ ok: true, text }) };
        const told = {
          sources: [],
          findings: [suggesting(lines.length, replacement)],
          posture: [],
          unknown: [],
          waivers: [],
          standing: [],
          problems: [],
          notices: [],
        };

        const keeping = await toKeep({ ...told, evaluations: 1 }, texts, noSecrets);

        expect(keeping === null ? null : await fromKept(keeping, texts)).toEqual({
          judgement: { ...told, evaluations: 1 },
          masked: new Map(),
        });
      }),
    );
  });
});

function suggesting(last: number, replacement: string): Finding {
  return {
    rule: 'a/b',
    severity: 'high',
    enforcement: 'deny',
    status: 'existing',
    object: { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'x' },
    source: 'x.yaml',
    path: ['spec'],
    message: 'It is so.',
    fingerprint: 'ab',
    place: { kind: 'lines', file: 'x.yaml', first: 1, last },
    suggestion: { file: 'x.yaml', first: 1, last, replacement, risk: 'none', verified: true },
  };
}

describe('parts of a repository', () => {
  const undeployed = { target: 'default', namespace: 'default', deployment: null, finishing: null, makes: null };
  const source = (id: string, reads: readonly string[]): PlainSource => ({
    kind: 'plain',
    id,
    path: id,
    reads,
    ...undeployed,
  });

  test('share no file, and hold every source once', () => {
    const files = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(files, { maxLength: 8 }), (all) => {
        const sources = all.map((reads, index) => source(String(index), reads));

        const parts = groupsSharingFiles(sources);

        expect(
          parts
            .flat()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(sources.map(({ id }) => id).sort());
        const owners = parts.map((part) => new Set(part.flatMap(({ reads }) => reads)));
        for (const [index, owned] of owners.entries())
          for (const other of owners.slice(index + 1)) expect([...owned].filter((file) => other.has(file))).toEqual([]);
        for (const part of parts) expect(reachable(part)).toBe(part.length);
      }),
    );
  });
});

/** How many sources are reached from the first by files that two of them read. */
function reachable(part: readonly { readonly reads: readonly string[] }[]): number {
  const [first] = part;
  const reached = new Set(first === undefined ? [] : [first]);
  for (const one of reached)
    for (const other of part) if (other.reads.some((file) => one.reads.includes(file))) reached.add(other);
  return reached.size;
}
