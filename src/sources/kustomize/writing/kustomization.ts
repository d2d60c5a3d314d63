/** Reads the documents of the kustomizations that an object passed through. */
import { isJsonMap } from '../../../foundation/json.ts';
import { type Json, type JsonObject } from '../../../model/json.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { type BuildOrigin } from './writing.ts';

/** A document of a file. */
export interface Document {
  readonly file: string;
  /** 0-based. */
  readonly document: number;
  readonly value: Json;
}

export async function documentsOf(texts: Texts, file: string): Promise<Document[]> {
  const { documents } = (await texts.yaml(file)) ?? { documents: [] };
  return documents.map(({ index, value }) => ({ file, document: index, value }));
}

/** A kustomization that an object passed through. */
export interface KustomizationDocument {
  readonly file: string;
  readonly document: number;
  readonly fields: JsonObject;
}

/** The kustomizations that an object passed through, the last one first. */
export async function kustomizationsOf(
  texts: Texts,
  { transformers, configuredIn }: BuildOrigin,
): Promise<KustomizationDocument[]> {
  const files = [...new Set([...transformers, configuredIn].reverse())];
  const read = await Promise.all(files.map(async (file) => (await documentsOf(texts, file))[0]));
  return read.flatMap((first) =>
    first !== undefined && isJsonMap(first.value)
      ? [{ file: first.file, document: first.document, fields: first.value }]
      : [],
  );
}
