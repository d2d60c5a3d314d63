import { parseDocument } from '../../src/yaml/grammar/parse.ts';
import { compose } from '../../src/yaml/compose.ts';
import { YamlSyntaxError } from '../../src/yaml/grammar/syntax-error.ts';
import { roundIntegers } from '../../src/yaml/integers.ts';
import { DEFAULT_YAML_LIMITS, parseManifests } from '../../src/yaml/values.ts';
import { holdsManifests } from '../../src/sources/plain/discover.ts';
import { objectsIn } from '../../src/sources/render/objects.ts';
import { canonical } from '../../src/foundation/json.ts';
import { type Json } from '../../src/model/json.ts';

/** What engine/generate/readings says of a text. */
export interface GoReading {
  /** What sigs.k8s.io/yaml's YAMLToJSON gives; null where it refuses. */
  readonly yaml: Json;
  readonly refused?: string;
  /** What kubectl's and Helm's resource builder finds before it stops. */
  readonly objects: readonly Json[];
  readonly error?: string;
}

/** Where we read otherwise than Go, in words; null where we don't. */
export function differenceFrom(go: GoReading, text: string): string | null {
  return valueDifference(go, text) ?? objectDifference(go, text);
}

function valueDifference(go: GoReading, text: string): string | null {
  // kubectl's reader of lines is not part of YAMLToJSON: it makes one break of these.
  if (text.includes('\r\r\n')) return null;
  const ours = valueOf(text);
  if (go.refused !== undefined) return typeof ours === 'string' ? `Go refuses: ${go.refused}; we read ${ours}` : null;
  if (typeof ours === 'string')
    return ours === canonical(go.yaml) ? null : `Go reads ${canonical(go.yaml)}; we ${ours}`;
  return isKnown(ours) ? null : `we refuse: ${ours.message}; Go reads ${canonical(go.yaml)}`;
}

function valueOf(text: string): string | YamlSyntaxError {
  try {
    const { value, hasBigint } = compose(parseDocument(text, DEFAULT_YAML_LIMITS.depth).root);
    return canonical(roundIntegers(value, hasBigint).value);
  } catch (error) {
    if (error instanceof YamlSyntaxError) return error;
    throw error;
  }
}

/** docs/adr/0014: what only we refuse, since Go does not always see it. */
function isKnown({ message }: YamlSyntaxError): boolean {
  return message.includes('byte order mark') || message.includes('control characters');
}

function objectDifference(go: GoReading, text: string): string | null {
  if (go.objects.length > 0 && !holdsManifests('a.yaml', text)) return 'the file is not seen';
  const { documents, faults } = parseManifests(text);
  const ours = documents.flatMap(({ value }) => objectsIn(value)).map(({ object }) => canonical(object));
  const missing = go.objects.map(canonical).filter((object) => !ours.includes(object));
  if (missing.length === 0 || faults.length > 0) return null;
  return `kubectl reads ${missing.join(' ')}; we ${ours.join(' ')}`;
}
