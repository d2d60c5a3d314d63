/** Renders a comment as an HTML page that looks like GitHub: lines of the diff, and the comment below them. */
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Shown } from './comment.ts';

const style = `
* { box-sizing: border-box; }
body { margin: 0; padding: 12px; background: #fff; color: #1f2328; font: 14px/1.5 "Liberation Sans", Arial, sans-serif; }
.box { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
.file { padding: 7px 12px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; font: 12px/1.5 "DejaVu Sans Mono", monospace; }
.lines { font: 12px/20px "DejaVu Sans Mono", monospace; white-space: pre; }
.lines div { padding: 0 12px; }
.plus { background: #dafbe1; }
.minus { background: #ffebe9; }
.said { margin: 10px 12px 12px; border: 1px solid #d1d9e0; border-radius: 6px; }
.who { padding: 8px 12px 0; font-weight: 600; }
.who span { margin-left: 6px; padding: 0 6px; border: 1px solid #d1d9e0; border-radius: 1em; color: #59636e; font: 11px/1.6 "Liberation Sans", Arial, sans-serif; }
.body { padding: 4px 12px 10px; }
.body p { margin: 6px 0; }
.body code { padding: 1px 5px; border-radius: 6px; background: #eff1f3; font: 12px "DejaVu Sans Mono", monospace; }
.body pre { padding: 8px 10px; border-radius: 6px; background: #f6f8fa; }
.body pre code { padding: 0; background: none; }
.body a { color: #0969da; text-decoration: none; }
.body summary { margin-top: 8px; color: #1f2328; }
.change { margin: 10px 0; border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
.change .title { display: flex; justify-content: space-between; padding: 6px 10px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; font-size: 12px; }
.button { padding: 1px 10px; border: 1px solid #d1d9e0; border-radius: 6px; background: #fff; font-weight: 600; }
`;

/** Stores the page's height in its DOM, for the screenshot. */
const measure = `document.documentElement.dataset.height = Math.ceil(document.body.getBoundingClientRect().height);`;

export function page(file: string, { lines, markdown }: Shown): string {
  const html = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Comment</title><style>${style}</style><body>
<div class="box"><div class="file">${escaped(file)}</div><div class="lines">${lines.map(diffLine).join('')}</div>
<div class="said"><div class="who">github-actions<span>bot</span></div><div class="body">${withChange(html, lines.at(-1) ?? '')}</div></div></div>
<script>${measure}</script></body></html>`;
}

function diffLine(line: string): string {
  const kind = line.startsWith('+') ? 'plus' : line.startsWith('-') ? 'minus' : 'same';
  return `<div class="${kind}">${escaped(line)}</div>`;
}

/** GitHub shows a suggestion as a diff of the comment's line, which the suggestion repeats if it does not change. */
function withChange(html: string, last: string): string {
  return html.replace(/<pre><code class="language-suggestion">(.*?)<\/code><\/pre>/s, (_, text: string) => {
    const old = escaped(last.slice(1));
    const after = text.replace(/\n$/, '').split('\n');
    const kept = after.includes(old);
    const before = kept ? [] : [`<div class="minus">-${old}</div>`];
    const rows = after.map(
      (line) => `<div class="${line === old ? 'same' : 'plus'}">${line === old ? ' ' : '+'}${line}</div>`,
    );
    const title = '<div class="title"><span>Suggested change</span><span class="button">Commit suggestion</span></div>';
    return `<div class="change">${title}<div class="lines">${[...before, ...rows].join('')}</div></div>`;
  });
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes as micromark does. */
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? '');
}
