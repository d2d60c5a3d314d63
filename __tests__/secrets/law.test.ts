import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { act } from '../../src/action/act.ts';
import { say } from '../../src/cli/say.ts';
import { sayFixed } from '../../src/cli/say-fixed.ts';
import { sayShown } from '../../src/cli/say-shown.ts';
import type { UnmaskedOutcome } from '../../src/run/conclude/outcome.ts';
import { audit } from '../../src/run/audit.ts';
import { fix } from '../../src/run/fix.ts';
import { review } from '../../src/run/review.ts';
import { show } from '../../src/run/render.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { hasty } from '../fetch/world.ts';
import { recorder } from '../action/recorder.ts';
import { openGitHub } from '../../src/publish/client.ts';
import { hubWithPull } from '../github/pull-of-diff.ts';
import { commit, git, temporaryRepository } from '../snapshot/temporary.ts';
import { plant } from './planted.ts';

/** Repositories of about 35 secrets each: `SECRETS=30 npx vitest run __tests__/secrets` plants a thousand. */
const repositories = Number(process.env['SECRETS'] ?? 1);

const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' } as const;
const cache = mkdtempSync(join(tmpdir(), 'plimsoll-secrets-'));
const world = openWorld(() => undefined, null, { offline: true, cache: null, limits: hasty });
const remembering = openWorld(() => undefined, null, { offline: true, cache, limits: hasty });
afterAll(async () => {
  await (await world).engines.close();
  await (await remembering).engines.close();
  rmSync(cache, { recursive: true });
});

/** All that is said of a repository, by the name of what says it. */
async function everythingSaid(directory: string): Promise<Map<string, string>> {
  const here = await world;
  const said = new Map<string, string>();
  const sayAll = (name: string, outcome: UnmaskedOutcome): void => {
    for (const format of ['text', 'json', 'markdown', 'sarif'] as const)
      said.set(`${name} ${format}`, say(format, outcome, { colored: false }).text);
  };
  const reviewed = await review({ ...common, directory, base: 'HEAD~1', head: 'HEAD' }, here);
  sayAll('review', reviewed);
  const all = { ...common, directory, paths: [], chart: null };
  const kept = await remembering;
  sayAll('audit', await audit(all, kept));
  sayAll('audit again', await audit(all, kept));
  said.set('cache', filesBelow(cache));
  for (const format of ['text', 'json']) {
    const fixed = await fix({ ...all, unsafe: true, dryRun: true, base: null }, here);
    said.set(`fix --dry-run ${format}`, sayFixed(fixed, format, true));
    expect(fixed.files.length).toBeGreaterThan(3);
  }
  for (const origins of [false, true]) {
    const { shown, problems } = await show(
      { ...common, directory, source: null, chart: null, origins, showSecrets: false },
      here,
    );
    said.set(`render ${origins ? '--origins' : ''}`, sayShown(shown, { format: origins ? 'json' : 'yaml', origins }));
    said.set('render problems', problems.map(({ message }) => message).join('\n'));
  }
  said.set('action', await actionSaid(directory, reviewed));
  return said;
}

function filesBelow(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('\n');
}

/** The step's log, annotations, summary, files and outputs, and what it posts. */
async function actionSaid(directory: string, outcome: UnmaskedOutcome): Promise<string> {
  const names = git(directory, 'diff', '--name-only', 'HEAD~1', 'HEAD').trim().split('\n');
  const diff = names.map((filename) => ({ filename, patch: `@@ -0,0 +1,40 @@\n${'+x\n'.repeat(40).trimEnd()}` }));
  const { hub, token, base, head, diff: shown } = await hubWithPull(diff);
  const files = mkdtempSync(join(tmpdir(), 'plimsoll-secrets-files-'));
  const event = join(files, 'event.json');
  writeFileSync(
    event,
    JSON.stringify({ pull_request: { number: 7, base: { sha: base, ref: 'main' }, head: { sha: head } } }),
  );
  const runner = recorder({
    ...{
      mode: 'review',
      comment: 'true',
      token,
      settle: 'auto',
      id: 'plimsoll',
      'working-directory': '.',
      'allow-empty': 'false',
    },
    ...{ 'report-file': join(files, 'report.json'), 'sarif-file': join(files, 'report.sarif') },
  });
  try {
    await act({
      env: {
        ...{ GITHUB_WORKSPACE: files, GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event },
        ...{ GITHUB_REPOSITORY: 'shop/deploy', GITHUB_SERVER_URL: 'https://github.example', GITHUB_RUN_ID: '42' },
      },
      runner,
      review: () => Promise.resolve(outcome),
      audit: () => Promise.resolve(outcome),
      commits: () => Promise.resolve({ directory, base, head, mergeBase: base, trustRoot: base, problems: [] }),
      diff: () => Promise.resolve(shown),
      connect: () => Promise.resolve(openGitHub({ token, api: hub.url, second: 10 })),
      now: () => 0,
    });
    const written = hub.log.filter(({ isWrite }) => isWrite);
    expect(written.length).toBeGreaterThan(0);
    return [
      ...[...runner.lines, ...runner.summaries, JSON.stringify(runner.outputs)],
      ...written.map(({ body }) => JSON.stringify(body)),
      filesBelow(files),
    ].join('\n');
  } finally {
    await hub.close();
    rmSync(files, { recursive: true });
  }
}

/** The secret as it may be written: plain, in base64, quoted once and twice. */
function formsOf(secret: string): string[] {
  const once = JSON.stringify(secret).slice(1, -1);
  const encoded = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [secret, encoded, once, JSON.stringify(once).slice(1, -1), secret.replaceAll("'", "''")];
}

test(
  'no planted secret is said in any format, log, cache or comment, plain or in base64',
  { timeout: 180_000 * repositories },
  async () => {
    const leaks: string[] = [];
    let planted = 0;
    for (let seed = 1; seed <= repositories; seed++) {
      const { base, head, secrets } = plant(seed);
      const directory = temporaryRepository(base);
      git(directory, 'remote', 'add', 'origin', 'https://github.com/example/platform');
      commit(directory, head);
      const said = await everythingSaid(directory);
      planted += secrets.length;
      for (const secret of secrets)
        for (const [name, text] of said)
          if (formsOf(secret).some((form) => text.includes(form))) leaks.push(`${seed}: ${secret} in ${name}`);
    }
    expect(leaks).toEqual([]);
    expect(planted).toBeGreaterThan(30 * repositories);
  },
);
