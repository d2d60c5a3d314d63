import { type Shown } from '../show.ts';
import { writeJson } from '../report/json.ts';
import { yamlText } from '../yaml/text.ts';
import { inert } from '../report/text/terminal.ts';

/** Rendered objects: a YAML stream, or JSON with an entry for each. */
export function sayShown(
  shown: readonly Shown[],
  { format, origins }: { readonly format: 'yaml' | 'json'; readonly origins: boolean },
): string {
  if (format === 'json') {
    return writeJson(
      shown.map(({ source, object, manifest, lines }) =>
        origins ? { source, object, lines } : { source, object, manifest },
      ),
    );
  }
  return inert(shown.map(({ source, manifest }) => `---\n# Source: ${source}\n${yamlText(manifest)}`).join(''));
}
