import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

/** GitHub's own description of its REST API, to which every request and answer is held. */
export interface Contract {
  /** What is wrong with a request; null when nothing is. `pattern` is the path as GitHub writes it: `/repos/{owner}/…`. */
  readonly request: (method: string, pattern: string, query: URLSearchParams, body: unknown) => string | null;
  /** What is wrong with an answer of ours. */
  readonly answer: (method: string, pattern: string, status: number, body: unknown) => string | null;
  /** The example that GitHub gives for a schema, to be filled in. */
  readonly example: (name: string) => Record<string, unknown>;
  /** Whether GitHub has such an operation. */
  readonly has: (method: string, pattern: string) => boolean;
}

interface Referring {
  readonly $ref?: string;
}

interface Body {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

interface Operation {
  readonly parameters?: readonly (Referring & { readonly in?: string; readonly name?: string })[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Referring & Body>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const JSON_TYPE = 'application/json';

export function gitHubContract(): Contract {
  const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
  const description = JSON.parse(readFileSync(file, 'utf8')) as Description;
  withNullLines(description);
  withNulls(description.components);
  const ajv = new Ajv({ strict: false, logger: false, unicodeRegExp: false });
  addFormats(ajv);
  ajv.addSchema({ $id: 'github', components: description.components });
  const compiled = new Map<object, ValidateFunction>();
  const check = (schema: object, value: unknown, strict: boolean): string | null => {
    const validate = compiled.get(schema) ?? ajv.compile(resolved(schema, strict));
    compiled.set(schema, validate);
    return validate(value) ? null : ajv.errorsText(validate.errors);
  };
  const operation = (method: string, pattern: string): Operation => {
    const found = description.paths[pattern]?.[method.toLowerCase()];
    if (found === undefined) throw new Error(`GitHub has no ${method} ${pattern}`);
    return found;
  };
  const follow = <T extends Referring>(value: T): T => {
    if (value.$ref === undefined) return value;
    const [, , kind = '', name = ''] = value.$ref.split('/');
    return description.components[kind]?.[name] as T;
  };
  return {
    has: (method, pattern) => description.paths[pattern]?.[method.toLowerCase()] !== undefined,
    request: (method, pattern, query, body) => {
      const { parameters = [], requestBody } = operation(method, pattern);
      const known = new Set(parameters.map(follow).flatMap((one) => (one.in === 'query' ? [one.name] : [])));
      const unknown = [...query.keys()].filter((name) => !known.has(name));
      if (unknown.length > 0) return `unknown in the query: ${unknown.join(', ')}`;
      const schema = requestBody?.content?.[JSON_TYPE]?.schema;
      if (schema === undefined) return body === undefined ? null : 'takes no body';
      return check(schema, body, true);
    },
    answer: (method, pattern, status, body) => {
      const answer = operation(method, pattern).responses[String(status)];
      if (answer === undefined) return undocumented(status);
      const schema = follow(answer).content?.[JSON_TYPE]?.schema;
      return schema === undefined ? null : check(schema, body, false);
    },
    example: (name) => {
      const { value } = description.components['examples']?.[name] as { value: Record<string, unknown> };
      return structuredClone(value);
    },
  };
}

/** What any operation may answer, though it is described at none: logins, limits, faults of the server. */
function undocumented(status: number): string | null {
  return [401, 403, 404, 429, 502].includes(status) ? null : `${status} is not documented`;
}

/**
 * What GitHub answers and does not describe: the lines of a comment that is outdated or on a file are null
 * (seen in answers of api.github.com).
 */
function withNullLines({ components }: Description): void {
  const comment = components['schemas']?.['pull-request-review-comment'] as {
    properties: Record<string, { type?: string; nullable?: boolean }>;
  };
  for (const name of ['line', 'start_line', 'original_line', 'original_start_line', 'position', 'original_position']) {
    comment.properties[name] = { ...comment.properties[name], nullable: true };
  }
}

/**
 * Where OpenAPI says that a value may be null, JSON Schema wants it among the values of an enum, and beside a reference.
 */
function withNulls(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) withNulls(inner);
  const schema = value as { nullable?: unknown; type?: unknown; enum?: unknown[]; anyOf?: unknown[] };
  if (schema.nullable !== true) return;
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum.push(null);
  if (schema.type !== undefined) return;
  const rest = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'nullable'));
  for (const key of Object.keys(schema)) Reflect.deleteProperty(schema, key);
  schema.anyOf = [rest, { type: 'null' }];
}

/** References made absolute; a strict schema also refuses properties that it does not name. */
function resolved(schema: object, strict: boolean): object {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string') return value.replace(/^#/, 'github#');
    if (!strict || typeof value !== 'object' || value === null || !('properties' in value)) return value;
    return 'additionalProperties' in value ? value : { ...value, additionalProperties: false };
  }) as object;
}
