/**
 * Makes docs/comment.png, the picture of a comment in README.md: reviews the demo's pull request, and takes a
 * screenshot of one comment with the lines of its diff in a browser. The picture contains the comment's Markdown, so
 * that `--check` needs no browser.
 *
 *     npx tsx scripts/readme/picture.ts [--check] [--browser PROGRAM]
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { run } from '../command.ts';
import { commentOn, type Shown } from './comment.ts';
import { page } from './comment-page.ts';
import { textIn, withText } from './png.ts';

const root = resolve(import.meta.dirname, '../..');
const picture = 'docs/comment.png';

/** The file of the comment: its suggestion, in the values of a chart, can be applied with a click. */
const file = 'charts/web/values.yaml';

/** Width in CSS pixels, and picture pixels per CSS pixel. */
const width = 760;
const scale = 1.5;
const mostBytes = 200_000;

/** The content of the picture as text. */
function keyOf({ lines, markdown }: Shown): string {
  return [...lines, markdown].join('\n');
}

async function shot(browser: string, html: string, folder: string): Promise<Buffer> {
  const source = join(folder, 'comment.html');
  await writeFile(source, html);
  const common = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--disable-lcd-text',
    `--force-device-scale-factor=${scale}`,
  ];
  const address = pathToFileURL(source).href;
  const measured = await run(browser, [...common, `--window-size=${width},2000`, '--dump-dom', address], {
    cwd: folder,
  });
  const height = /data-height="(\d+)"/.exec(measured.stdout)?.[1];
  if (height === undefined) throw new Error(`${browser} did not show the page: ${measured.stderr.slice(-500)}`);
  const target = join(folder, 'comment.png');
  const size = `--window-size=${width},${height}`;
  const taken = await run(browser, [...common, size, `--screenshot=${target}`, address], { cwd: folder });
  if (taken.code !== 0)
    throw new Error(`${browser} ended with ${taken.code ?? 'a signal'}: ${taken.stderr.slice(-500)}`);
  return readFile(target);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, browser: { type: 'string', default: 'chromium' } },
  });
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-picture-'));
  try {
    const shown = await commentOn(file, folder);
    const target = join(root, picture);
    if (values.check) {
      if (textIn(await readFile(target)) === keyOf(shown)) return;
      process.stderr.write(`${picture} does not show what is said; run: npx tsx scripts/readme/picture.ts\n`);
      process.exitCode = 1;
      return;
    }
    const bytes = withText(await shot(values.browser, page(file, shown), folder), keyOf(shown));
    if (bytes.length > mostBytes) throw new Error(`${picture} would have ${bytes.length} bytes; at most ${mostBytes}`);
    await writeFile(target, bytes);
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.filename === process.argv[1]) await main();
