import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isThere, type Page, page, pages, withoutCode } from './pages.ts';

/** Where a page's links inside the repository lead. */
function links(from: Page): readonly { readonly target: string; readonly anchor: string }[] {
  const written = [...withoutCode(from).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return written
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', anchor = ''] = link.split('#');
      const target = path === '' ? from.path : posix.normalize(posix.join(posix.dirname(from.path), path));
      return { target, anchor };
    });
}

/** As GitHub makes them of headings. */
function anchors(of: Page): readonly string[] {
  const headings = [...of.text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function isBroken({ target, anchor }: { readonly target: string; readonly anchor: string }): boolean {
  if (!isThere(target)) return true;
  return anchor !== '' && !anchors(page(target)).includes(anchor);
}

describe('links between pages', () => {
  test.each(pages)('of $path lead to files and headings that exist', (from) => {
    expect(links(from).filter(isBroken)).toEqual([]);
  });
});
