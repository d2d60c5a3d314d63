import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPack, readByBuiltIn } from '../../src/rules/headers/load-pack.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plimsoll-pack-'));
  await writeFile(join(directory, 'policies.wasm'), await readFile('dist/policies.wasm'));
});

afterEach(() => rm(directory, { recursive: true }));

describe('loading the compiled rules', () => {
  it('gives the module and the rules, sorted', async () => {
    const pack = await loadPack('dist');
    const ids = pack.rules.map((rule) => rule.id);
    expect(Buffer.from(pack.wasm.subarray(0, 4)).toString('latin1')).toBe('\0asm');
    expect(ids).toEqual([...ids].sort());
  });

  it('fails when a file is missing', async () => {
    await expect(loadPack(directory)).rejects.toThrow('rules.json');
  });

  it.each(['[]', '{}', '[{"id": "pod/x"}]'])('fails when rules.json holds %s', async (text) => {
    await writeFile(join(directory, 'rules.json'), text);
    await expect(loadPack(directory)).rejects.toThrow('rules.json is not a list of rules');
  });

  it.each(['baseline', 'restricted'])('fails when no rule has the Pod Security level %s', async (name) => {
    const { rules } = await loadPack('dist');
    const others = rules.filter(({ level }) => level?.name !== name);
    await writeFile(join(directory, 'rules.json'), JSON.stringify(others));

    await expect(loadPack(directory)).rejects.toThrow(`rules.json has no rule of the Pod Security level ${name}`);
  });
});

/** An object that many sources share is evaluated once for all of them that are the same in these fields. */
describe('what the built-in rules read of the source of an object', () => {
  it('is what they are evaluated anew for', async () => {
    const all = (await readdir('policies', { recursive: true })).filter((file) => /(?<!_test)\.rego$/.test(file));
    const files = all.filter((file) => file !== 'main.rego'); // it hands on the input of each object
    const texts = await Promise.all(files.map(async (file) => readFile(join('policies', file), 'utf8')));
    const mentions = texts.flatMap((text) =>
      Array.from(text.matchAll(/input\b(?:\.\w+|\[[^\]]*\])*/g), ([whole]) => whole),
    );
    // The rules and the pod that are looked at, and what is decoded, follow from the object; parameters are a part of what is compared. What
    // reads the base is not stored.
    const ofSource = mentions.filter(
      (mention) => !/^input\.(?:object|base|decoded|pod|rules|parameters)\b/.test(mention),
    );
    expect(files.length).toBeGreaterThan(20);
    expect([...new Set(ofSource)].sort()).toEqual(readByBuiltIn.map((field) => `input.source.${field}`));
  });
});
