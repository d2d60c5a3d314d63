/** Whole runs, with real git and the real engine, for pull requests that mean harm, 20 objects each. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { History, type Run, SECOND } from './history.ts';
import { hostilePull } from './hostile.ts';
import { type Looking, openLook } from './look.ts';
import { stepInProcess } from './step.ts';

/** `HOSTILE=50`, as `.ci/run` says, makes a thousand objects. */
const REPOSITORIES = Number(process.env['HOSTILE'] ?? 8);

let look: Looking;
beforeAll(async () => {
  look = await openLook();
});
afterAll(() => look.close());

const ELEMENTS = [
  ...['h2', 'h3', 'p', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'br', 'a', 'code', 'pre', 'strong', 'em'],
  ...['details', 'summary', 'ul', 'ol', 'li', 'blockquote', 'hr'],
];

/** What a text in Markdown does that we did not mean; empty if nothing. `hosts`: addresses that links may lead to. */
function harmIn(markdown: string, hosts: readonly string[]): readonly string[] {
  const rendered = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  // Our own mark is the last line, and the only comment.
  const html = rendered.replace(/<!-- plimsoll:[^>]*-->\s*$/u, '');
  const outside = html.replaceAll(/<pre>[^]*?<\/pre>|<code>[^]*?<\/code>/gu, '');
  const tags = [...html.matchAll(/<\/?([a-z0-9]+)/giu)].map(([, name = '']) => name);
  const links = [...html.matchAll(/(?:href|src)="([^"]*)"/gu)].map(([, to = '']) => to);
  const text = outside.replaceAll(/<[^>]*>/gu, '').replaceAll('&amp;', '&');
  return [
    ...tags.filter((tag) => !ELEMENTS.includes(tag)).map((tag) => `the element ${tag}`),
    ...links.filter((to) => !hosts.some((host) => to.startsWith(`${host}/`))).map((to) => `a link to ${to}`),
    ...(html.includes('<!--') ? ['a comment or mark'] : []),
    ...(/(?:^|[^\w\u200b`])@\w/u.test(text) ? ['a mention'] : []),
    ...(count(html, '<details>') === count(html, '</details>') ? [] : ['a section that does not end']),
  ];
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Commands that the generated texts have. */
const COMMAND = /^\s*(?:::error::x|::set-output|##\[error\]x)/mu;

function bodiesOf(run: Run): readonly string[] {
  return run.writes.flatMap(({ body }) => {
    const { body: text, comments } = body as { body?: string; comments?: readonly { body: string }[] };
    return [...(text === undefined ? [] : [text]), ...(comments ?? []).map((one) => one.body)];
  });
}

/** All files that a run leaves in the runner's folder for temporary files. */
function filesOf({ workspace }: Run): string {
  const folder = join(dirname(workspace), 'temporary');
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  // The runner itself wrote the event.
  const files = all.filter(
    (entry) => entry.isFile() && entry.name !== 'event.json' && !entry.parentPath.includes('objects'),
  );
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
}

it.each([
  ['Hello @octocat', 'a mention'],
  ['<b onclick=x>bold</b>', 'the element b'],
  ['[a](https://evil.example)', 'a link to https://evil.example'],
  ['![a](https://evil.example/x.png)', 'a link to https://evil.example/x.png'],
  ['<!-- plimsoll:1 --> forged', 'a comment or mark'],
  ['<details>', 'a section that does not end'],
])('harm is found where there is some: %s', (markdown, harm) => {
  expect(harmIn(markdown, ['https://github.com'])).toContain(harm);
});

it('no name, path or value does anything in a pull request, and no value of a Secret is anywhere', async () => {
  let threads = 0;
  await fc.assert(
    fc.asyncProperty(hostilePull(20), async ({ base, head, secrets }) => {
      const history = await History.open(stepInProcess(look, SECOND), { base });
      try {
        history.commit(head);
        const run = await history.run();
        const again = await history.run();
        threads += history.threads.length;

        const hosts = [history.hub.url, 'https://github.com', 'https://kubernetes.io'];
        const markdown = [...bodiesOf(run), ...bodiesOf(again), run.summary, again.summary];
        expect(markdown.flatMap((text) => harmIn(text, hosts))).toEqual([]);
        for (const { log } of [run, again]) expect(log).not.toMatch(COMMAND);
        const said = JSON.stringify(
          [run, again].map(({ log, summary, outputs, report, requests }) => [log, summary, outputs, report, requests]),
        );
        const everything = `${said}${filesOf(run)}${filesOf(again)}`;
        expect(secrets.filter((value) => everything.includes(value))).toEqual([]);
        expect(run.outputs['posted']).toBe('all');
        expect(Number(run.outputs['new'])).toBeGreaterThanOrEqual(1);
        expect(again.writes).toEqual([]);
        expect([...history.broken, ...history.hub.violations]).toEqual([]);
      } finally {
        await history.close();
      }
    }),
    { numRuns: REPOSITORIES, seed: 13, endOnFailure: true },
  );
  expect(threads).toBeGreaterThan(2 * REPOSITORIES);
}, 900_000);
