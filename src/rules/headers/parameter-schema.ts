/** The schema of `parameters` in a rule's header. */
import { z } from 'zod';
import { fitsType, typeWords } from '../../foundation/parameters.ts';
import { type Parameter, parameterTypes, type ParameterValue } from '../../model/parameter.ts';

const name = z.string().regex(/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/, 'is a name in snake_case');

const value = z.custom<ParameterValue>((given) => parameterTypes.some((type) => fitsType(type, given)), {
  error: ({ input }) =>
    input === undefined
      ? 'is missing'
      : `expected ${Object.values(typeWords).join(' or ')}; got ${JSON.stringify(input)}`,
});

const parameter: z.ZodType<Parameter> = z
  .strictObject({
    type: z.enum(parameterTypes),
    default: value,
    description: z.string().regex(/\S\.$/, 'ends with a period'),
  })
  .check(({ value: { type, default: given }, issues }) => {
    if (fitsType(type, given)) return;
    const message = `expected ${typeWords[type]}, as its type is ${type}; got ${JSON.stringify(given)}`;
    issues.push({ code: 'custom', path: ['default'], message, input: given });
  });

/** The parameters of a header, by name. */
export const declaredParameters = z.record(name, parameter).readonly();
