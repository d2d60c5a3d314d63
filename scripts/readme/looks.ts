/**
 * Makes pictures of what pull requests of the fixtures get: the summary comment, the job summary, and each comment on a line. Each in
 * GitHub's light and dark colours, and as an e-mail program shows it, without styles and with everything unfolded. What a
 * notification shows of each, its first characters, is printed.
 *
 *     npx tsx scripts/readme/looks.ts FOLDER [--browser PROGRAM] [--no-pictures] [BUNDLE:PULL …]
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { diffOfReport } from '../../src/action/diff-of-report.ts';
import { planComments, wholeText } from '../../src/publish/plan.ts';
import { summaryBody } from '../../src/publish/summary.ts';
import { JOB_SUMMARY_LIMIT } from '../../src/report/body.ts';
import { deploymentsOf } from '../../src/report/deployments.ts';
import { linesOf } from '../../src/report/excerpt.ts';
import { ruleOf } from '../../src/report/fix-wording.ts';
import { gitHubLinks } from '../../src/report/links.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { rulePages } from '../../src/report/rule-pages.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { type World } from '../../src/run/open/world.ts';
import { review } from '../../src/run/review.ts';
import { run } from '../command.ts';
import { cloneBundles } from '../end-to-end/pull-requests.ts';

const root = resolve(import.meta.dirname, '../..');
const gitHub = { server: 'https://github.example', repository: 'shop/deploy' };
/** A table, a suggestion, a folded list, many comments, a problem. */
const usual = [
  'madhuakula+kubernetes-goat:pr-01',
  'GoogleCloudPlatform+microservices-demo:pr-08',
  'argoproj+argo-helm:pr-08',
  'kubernetes+ingress-nginx:pr-06',
];

interface Text {
  readonly name: string;
  readonly markdown: string;
}

async function textsOf(directory: string, name: string, pull: string, world: World): Promise<readonly Text[]> {
  const options = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
  const refs = { base: `origin/${pull}/base`, head: `origin/${pull}/head` };
  const { report, rules, sources } = await review({ ...options, ...refs, directory }, world);
  const commit = report.head ?? 'HEAD';
  const context = {
    rule: ruleOf(rules),
    lines: linesOf(sources),
    links: gitHubLinks({ ...gitHub, commit }, rulePages({ ...gitHub, ref: 'main' }, rules)),
    deployments: deploymentsOf(report),
  };
  const plan = planComments(report, await diffOfReport(directory, report), context);
  const nothing = { said: [], dismissed: 0, refused: [], passing: [] };
  const elsewhere = 'the job summary';
  const summary = summaryBody({ report: plan.report, context, elsewhere, instance: '', commit, ...nothing }, null);
  const job = { limit: JOB_SUMMARY_LIMIT, elsewhere: 'the report file', notes: [], namesCommits: 'all' as const };
  const whole = `${name}-${pull}`;
  return [
    ...(summary === null ? [] : [{ name: `${whole}-summary`, markdown: summary }]),
    { name: `${whole}-job`, markdown: markdownReport(report, { ...context, ...job }) },
    ...plan.comments.map((each, at) => ({ name: `${whole}-comment-${at + 1}`, markdown: wholeText(each) })),
  ];
}

type Look = 'light' | 'dark' | 'mail';

const width = 760;

/** The colours of GitHub's pages. */
const colours = {
  light: { back: '#fff', text: '#1f2328', line: '#d1d9e0', soft: '#f6f8fa', code: '#818b981f', link: '#0969da' },
  dark: { back: '#0d1117', text: '#f0f6fc', line: '#3d444d', soft: '#151b23', code: '#656c7633', link: '#4493f8' },
} as const;

function styleOf(look: Exclude<Look, 'mail'>): string {
  const { back, text, line, soft, code, link } = colours[look];
  return `
body { margin: 0; padding: 16px; background: ${back}; color: ${text}; font: 14px/1.5 "Liberation Sans", Arial, sans-serif; overflow-wrap: break-word; }
h2, h3 { border-bottom: 1px solid ${line}; padding-bottom: 4px; }
a { color: ${link}; }
code { padding: 1px 5px; border-radius: 6px; background: ${code}; font: 12px "DejaVu Sans Mono", monospace; }
pre { padding: 12px; border-radius: 6px; background: ${soft}; overflow: auto; } pre code { padding: 0; background: none; }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse; }
th, td { padding: 6px 13px; border: 1px solid ${line}; } tr:nth-child(2n) { background: ${soft}; }
blockquote { margin: 0; padding: 0 1em; border-left: 4px solid ${line}; }`;
}

/** Stores the page's height in its DOM, for the screenshot. */
const measure = `document.documentElement.dataset.height = Math.ceil(document.documentElement.scrollHeight);`;

function pageOf(markdown: string, look: Look): string {
  const html = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  const style = look === 'mail' ? '' : `<style>${styleOf(look)}</style>`;
  // E-mail programs know no <details>: all of it is shown.
  const body = look === 'mail' ? html.replaceAll('<details>', '<details open>') : html;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${look}</title>${style}<body>${body}<script>${measure}</script></body></html>`;
}

/** Renders a page; its height is its content's, at most some screens. */
async function shoot(browser: string, html: string, target: string, folder: string): Promise<void> {
  const page = join(folder, 'page.html');
  await writeFile(page, html);
  const address = pathToFileURL(page).href;
  const common = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'];
  const asked = [...common, `--window-size=${width},600`, '--dump-dom', address];
  const measured = await run(browser, asked, { cwd: folder });
  const height = Number(/data-height="(\d+)"/.exec(measured.stdout)?.[1] ?? 0);
  if (height === 0) throw new Error(`${browser} did not show the page: ${measured.stderr.slice(-500)}`);
  const size = `--window-size=${width},${Math.min(height, mostHeight)}`;
  const { code, stderr } = await run(browser, [...common, size, `--screenshot=${target}`, address], { cwd: folder });
  if (code !== 0) throw new Error(`${browser} ended with ${code ?? 'a signal'}: ${stderr.slice(-500)}`);
}

/** CSS pixels. */
const mostHeight = 6000;

/** What a notification shows: the first words without Markdown. */
function firstWords(markdown: string): string {
  const html = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  const text = html.replaceAll(/<!--.*?-->|<[^>]*>/gsu, ' ').replaceAll(/\s+/gu, ' ');
  return text.trim().slice(0, 100);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { browser: { type: 'string', default: 'chromium' }, 'no-pictures': { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [target, ...named] = positionals;
  if (target === undefined) throw new Error('name the folder for the pictures: npx tsx scripts/readme/looks.ts FOLDER');
  await mkdir(target, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-looks-'));
  const world = await openWorld(() => undefined, null);
  try {
    const histories = await cloneBundles(resolve(root, '../shared/fixtures'), folder);
    for (const wanted of named.length > 0 ? named : usual) {
      const [name = '', pull = ''] = wanted.split(':');
      const history = histories.find((one) => one.name === `${name}.bundle`);
      if (history === undefined)
        throw new Error(`no bundle ${name}; there is ${histories.map((one) => one.name).join(', ')}`);
      for (const text of await textsOf(history.directory, name, pull, world)) {
        process.stdout.write(`${text.name}: ${firstWords(text.markdown)}\n`);
        await writeFile(join(target, `${text.name}.md`), text.markdown);
        for (const look of values['no-pictures'] ? [] : (['light', 'dark', 'mail'] as const)) {
          await shoot(
            values.browser,
            pageOf(text.markdown, look),
            join(resolve(target), `${text.name}-${look}.png`),
            folder,
          );
        }
      }
    }
  } finally {
    await world.engines.close();
    await rm(folder, { recursive: true });
  }
}

if (import.meta.filename === process.argv[1]) await main();
