/** The inputs of action.yml: their schemas, and how they are read. */
import { severities } from '../model/rule.ts';
import { z } from 'zod';
import { ConfigurationError } from '../foundation/errors.ts';
import type { Runner } from './runner.ts';

const text = z.string().transform((value) => (value === '' ? null : value));
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** The inputs by their names in action.yml; a test compares both. Empty ones are null. */
export const inputSchemas = {
  mode: z.enum(['auto', 'review', 'audit']),
  token: text,
  'fail-on': z.enum([...severities, 'never', '']).transform((value) => (value === '' ? null : value)),
  'kubernetes-version': text,
  comment: flag,
  settle: z.enum(['auto', 'resolve', 'hide', 'delete', 'edit']),
  id: z.string().regex(/^[\w.-]{1,40}$/, 'expected up to 40 letters, digits, dots, dashes and underscores'),
  'working-directory': z.string(),
  'report-file': text,
  'sarif-file': text,
  'organisation-config': text,
  cache: text,
  'allow-empty': flag,
  deadline: z
    .string()
    .regex(/^(?:\d{1,4}(?:\.\d{1,3})?)?$/, 'expected a number of minutes, such as 10')
    .transform((value) => (Number(value) > 0 ? Number(value) : null)),
} as const;

const inputs = z.object(inputSchemas);

export type Inputs = z.output<typeof inputs>;

/** @throws {ConfigurationError} that names the input and the allowed values. */
export function readInputs(runner: Pick<Runner, 'input'>): Inputs {
  const given = Object.fromEntries(Object.keys(inputSchemas).map((name) => [name, runner.input(name)]));
  const read = inputs.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const name = String(issue?.path[0] ?? '');
  throw new ConfigurationError(
    name,
    `Input ${name}: ${issue?.message ?? 'wrong'}; it is ${JSON.stringify(given[name])}.`,
  );
}
