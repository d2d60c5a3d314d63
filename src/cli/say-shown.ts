/** Formats rendered objects for `plimsoll render` as YAML or JSON. */
import { stringify } from 'yaml';
import { type Json } from '../model/json.ts';
import { escapeHiddenInYaml, hasHidden } from '../report/control-characters.ts';
import { type ShownObject } from '../run/render.ts';
import { writeJson } from '../report/json.ts';
import { yamlText } from '../yaml/text.ts';
import { inert, terminalText } from '../report/text/terminal.ts';

/** The rendered objects as a YAML stream, or as a JSON list with one entry per object. */
export function sayShown(
  shown: readonly ShownObject[],
  { format, origins }: { readonly format: 'yaml' | 'json'; readonly origins: boolean },
): string {
  if (format === 'json') {
    return writeJson(
      shown.map(({ source, object, manifest, lines }) =>
        origins ? { source, object, lines } : { source, object, manifest },
      ),
    );
  }
  return shown
    .map(({ source, manifest }) => `---\n# Source: ${inert(terminalText(source))}\n${visibleYaml(manifest)}`)
    .join('');
}

/** YAML of the same value, with hidden characters and workflow commands escaped. */
function visibleYaml(manifest: Json): string {
  const text = yamlText(manifest);
  if (!hasHidden(text) && inert(text) === text) return text;
  const quoted = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' } as const;
  const all = stringify(manifest, { version: '1.1', lineWidth: 0, doubleQuotedAsJSON: true, ...quoted });
  return escapeHiddenInYaml(all).replace(/##(\w*)\[/g, '##$1\\u005b');
}
