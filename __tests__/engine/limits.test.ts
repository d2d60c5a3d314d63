import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { workerPath } from './bundle-worker.ts';
import { chart, openEngines, valueOf } from './open-engines.ts';

const engines = openEngines({ seconds: 3 });
/** For what ends by itself, on a busy machine too. */
const patient = openEngines();
afterAll(async () => Promise.all([engines.close(), patient.close()]));

const render = async (...args: Parameters<typeof chart>) => engines.helm.render(chart(...args));
const refused = (code: string, message: string) => ({ ok: false, error: { code, message, file: null, line: null } });

describe('a hostile chart', () => {
  it('that never ends is stopped, and the next call is answered', async () => {
    const endless = '{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}';
    expect(await render({ 'templates/a.yaml': endless })).toEqual(
      refused('engine-timeout', 'it took longer than 3 seconds'),
    );
    expect(valueOf(await render({ 'templates/a.yaml': 'a: 1' })).files.map(({ text }) => text)).toEqual(['a: 1']);
  });

  it('is stopped when the time of its run is over, as are those that wait, and the next call is answered', async () => {
    const endless = '{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}';
    const signal = AbortSignal.timeout(500);
    const begun = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, index) =>
        patient.helm.render(chart({ 'templates/a.yaml': `${endless}${index}` }), signal),
      ),
    );
    const seconds = (performance.now() - begun) / 1000;
    const codes = answers.map((answer) => (answer.ok ? 'rendered' : answer.error.code));

    expect([...new Set(codes)]).toEqual(['deadline']);
    expect(seconds).toBeLessThan(10);
    expect(valueOf(await patient.helm.render(chart({ 'templates/a.yaml': 'a: 1' }))).files).toHaveLength(1);
  });

  it('that takes ever more memory is stopped at the limit of the module', async () => {
    const bomb = '{{ $x := "xxxxxxxxxxxxxxxx" }}{{ range until 40 }}{{ $x = print $x $x }}{{ end }}';
    expect(await patient.helm.render(chart({ 'templates/a.yaml': bomb }))).toEqual(
      refused('engine-memory', 'it exceeded its memory limit'),
    );
  });

  it('that calls itself without end is answered', async () => {
    const outcome = await patient.helm.render(
      chart({
        'templates/a.yaml': '{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}',
      }),
    );
    expect(outcome.ok ? 'rendered' : outcome.error.code).toMatch(/^(template-failed|engine-memory)$/);
  });

  it('that prints 100 MB is rendered or stopped, never a crash', async () => {
    const outcome = await render({ 'templates/a.yaml': '{{ range until 100000 }}{{ repeat 1000 "x" }}\n{{ end }}' });
    expect(outcome.ok ? 'rendered' : outcome.error.code).toMatch(/^(rendered|engine-memory|engine-timeout)$/);
  });

  it('sees no environment, files, network or clock', async () => {
    const { files } = valueOf(
      await render({
        'templates/a.yaml':
          '{{ getHostByName "localhost" }}|{{ lookup "v1" "Pod" "a" "b" }}|{{ .Files.Get "/etc/passwd" }}|{{ now | date "2006-01-02" }}',
      }),
    );
    expect(files[0]?.text).toBe('|map[]||2026-01-01');
  });
});

describe('a call', () => {
  it('repeats exactly, whatever ran before it', async () => {
    const random = {
      'templates/a.yaml':
        '{{ randAlphaNum 9 }} {{ uuidv4 }} {{ now }} {{ shuffle "abcdef" }} {{ randInt 0 99 }} {{ keys (dict "b" 1 "a" 2) }} {{ randBytes 4 }}',
    };
    const first = valueOf(await render(random)).files;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { maxLength: 3 }), async (others) => {
        await Promise.all(others.map(async (other) => render({ 'templates/b.yaml': `{{ randAlphaNum 3 }} ${other}` })));
        expect(valueOf(await render(random)).files).toEqual(first);
      }),
      { numRuns: 5 },
    );
  });

  it('does not keep the process when it was answered', () => {
    const root = join(import.meta.dirname, '..', '..');
    const program = `
      import { createEngines } from ${JSON.stringify(join(root, 'src/engine/engines.ts'))};
      const engines = createEngines({ directory: ${JSON.stringify(join(root, 'dist'))}, worker: ${JSON.stringify(workerPath)}, workers: 1, limits: { seconds: 20 } });
      engines.helm.yaml('a: yes').then((outcome) => console.log(JSON.stringify(outcome)));`;
    const printed = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
      cwd: root,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(printed).toBe('{"ok":true,"value":"{\\"a\\":true}"}\n');
  });

  it('says when the engine is not there', async () => {
    const { createEngines } = await import('../../src/engine/engines.ts');
    const nowhere = createEngines({ directory: '/nowhere', worker: workerPath, workers: 1, limits: { seconds: 1 } });
    const outcome = await nowhere.helm.yaml('a: 1');
    expect(outcome.ok ? 'answered' : outcome.error.code).toBe('engine-failed');
  });
});
