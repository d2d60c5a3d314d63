/** Validates and shortens the errors that an engine answers with. */
import { z } from 'zod';
import { type EngineError } from './outcome.ts';

/** The error that an engine returns instead of an answer. */
export const refusal = z.object({
  error: z.object({
    code: z.enum([
      'chart-invalid',
      'chart-kubernetes-version',
      'chart-dependency-missing',
      'values-schema',
      'template-failed',
      'values-invalid',
      'yaml-syntax',
      'kustomize-failed',
      'remote-refused',
      'rego-invalid',
      'engine-failed',
    ]),
    message: z.string(),
    file: z.string().optional(),
    line: z.number().optional(),
  }),
});

export function errorOf({ error }: z.infer<typeof refusal>): EngineError {
  const { code, message, file, line } = error;
  return { code, message: shortened(message), file: file ?? null, line: line ?? null };
}

/** Maximum length of an error message, since an engine may repeat its input. UTF-16 units. */
const longestMessage = 4000;

function shortened(message: string): string {
  if (message.length <= longestMessage) return message;
  const half = longestMessage / 2;
  return `${message.slice(0, half)} … ${message.slice(-half)}`;
}
