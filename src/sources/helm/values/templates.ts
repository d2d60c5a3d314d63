/** Adds to some templates of a chart the ones that they include by file name. */
import { posix } from 'node:path';
import { type HelmSource } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';

/**
 * Matches a template that includes another by file, as for checksums: `include (print $.Template.BasePath
 * "/config.yaml") .`
 */
const byFile = /\bBasePath\b/;
const fileName = /([\w-][\w./-]*\.(?:ya?ml|tpl|txt))["'`]/g;

/**
 * The templates that must be rendered together: these, and all that any template includes by file. Both in Helm's
 * names, which begin with the chart's name.
 */
export async function withIncluded(
  names: readonly string[],
  { files }: Pick<HelmSource, 'files'>,
  texts: Texts,
): Promise<string[]> {
  const chart = names[0]?.split('/')[0] ?? '';
  const templates = [...files].filter(([name]) => name.includes('templates/'));
  const mentioned = new Set<string>();
  for (const [, file] of templates) {
    const text = await texts.of(file);
    if (!text.ok || !byFile.test(text.text)) continue;
    for (const [, mention] of text.text.matchAll(fileName)) mentioned.add(posix.basename(mention ?? ''));
  }
  const included = templates.map(([name]) => name).filter((name) => mentioned.has(posix.basename(name)));
  return [...new Set([...names, ...included.map((name) => `${chart}/${name}`)])];
}
