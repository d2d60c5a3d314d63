/** Reads templates as lines and caches them. */
import { type Texts } from '../../../snapshot/texts.ts';
import { type TemplateLinesOf } from './origin.ts';

/** Returns the lines of templates. Each file is split once. */
export function templateText(texts: Texts): (files: readonly string[]) => Promise<TemplateLinesOf> {
  const split = new Map<string, readonly string[] | null>();
  return async (files) => {
    for (const file of files) {
      if (split.has(file)) continue;
      const text = await texts.of(file);
      split.set(file, text.ok ? text.text.split('\n') : null);
    }
    return (file) => split.get(file) ?? null;
  };
}
