/**
 * The grammar: js-yaml's events, and one indulgence. YAML wants the lines of a flow collection or a quoted text indented
 * deeper than the block around them; libyaml, and so every Kubernetes tool, does not care, and manifests are written so:
 *
 *     args: [
 *       "--verbose"
 *     ]
 */
import { parseEvents, YAMLException, type Event } from 'js-yaml';

export interface EventStream {
  /** What the offsets of the events mean: the text, with deficient lines indented. It has the text's lines. */
  readonly source: string;
  readonly events: readonly Event[];
}

/** Every repair parses again: that much text, in UTF-16 units, is parsed for repairs before we give up. */
const REPAIR_BUDGET = 20_000_000;

/** @throws {YAMLException} with a mark whose line is right for `text`. */
export function parseTolerantly(text: string, maxDepth: number): EventStream {
  let source = text;
  for (let budget = REPAIR_BUDGET; ; budget -= source.length) {
    try {
      return { source, events: parseEvents(source, { maxDepth }) };
    } catch (error) {
      const repaired = budget > 0 && error instanceof YAMLException ? indentDeficientLine(source, error) : null;
      if (repaired === null) throw error;
      source = repaired;
    }
  }
}

/** Inside flow collections and quoted texts, leading spaces mean nothing: adding some changes no value. */
function indentDeficientLine(source: string, error: YAMLException): string | null {
  if (error.reason !== 'deficient indentation' || error.mark === undefined) return null;
  const start = source.lastIndexOf('\n', error.mark.position - 1) + 1;
  const before = source.slice(0, start);
  const deepest = Math.max(0, ...Array.from(before.matchAll(/^[ -]+/gm), ([indent]) => indent.length));
  return deepest === 0 && start === 0 ? null : `${before}${' '.repeat(deepest + 1)}${source.slice(start)}`;
}
