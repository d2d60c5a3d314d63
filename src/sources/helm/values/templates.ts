import { posix } from 'node:path';
import { type HelmSource } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';

/** A template that is included by its file, as checksums of other templates are: `include (print $.Template.BasePath "/config.yaml") .` */
const byFile = /\bBasePath\b/;
const fileName = /([\w-][\w./-]*\.(?:ya?ml|tpl|txt))["'`]/g;

/**
 * The templates with which some can be rendered alone: they, and all that any template includes by its file. Both by
 * Helm's names, which begin with the chart's.
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
