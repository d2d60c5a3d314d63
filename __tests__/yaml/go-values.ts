import type { Helm } from '../../src/engine/helm.ts';
import { sortedJson } from './sorted-json.ts';

/**
 * What the Go library makes of documents that it is expected to take, each as sorted JSON. A call of the engine costs
 * more than a document, so they are asked for together, each indented below a key of its own.
 */
export async function goValues(helm: Helm, documents: readonly string[]): Promise<string[]> {
  const batch = documents.map((text, at) => `d${at}:\n${indented(text)}`).join('');
  const answer = await helm.yaml(batch);
  if (!answer.ok) throw new Error(`${answer.error.message}\n${batch}`);
  const entries = JSON.parse(sortedJson(answer.value)) as [string, unknown][];
  const byKey = new Map(entries.map(([key, value]) => [key, JSON.stringify(value)]));
  return documents.map((_, at) => byKey.get(`d${at}`) ?? '');
}

/** kubectl's reader ends every document with a line break. */
function indented(text: string): string {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  return whole.replace(/^(?=.*\S)/gm, '  ');
}
