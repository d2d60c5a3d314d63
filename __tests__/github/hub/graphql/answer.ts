/** Answers a GraphQL request by executing it over GitHub's schema. */
import {
  defaultFieldResolver,
  type DocumentNode,
  execute,
  type GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { GraphQLError as QueryError } from 'graphql';
import { isSeen, Refusal, type Token } from '../permissions.ts';
import type { Reply } from '../rest/answer.ts';
import { mutations, nodeOf } from './mutations.ts';
import { repositoryNode, type Seeing, user } from './objects.ts';
import { limitErrors, schema, typed } from './schema.ts';

export interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a request asks for, in short: `query viewer, repository`. Empty if it can't be read. */
export function operationOf(query: string): { readonly name: string; readonly isWrite: boolean } {
  const definition = parsed(query)?.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return { name: '', isWrite: false };
  const fields = definition.selectionSet.selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));
  return {
    name: `${definition.operation} ${fields.join(', ')}`,
    isWrite: definition.operation === OperationTypeNode.MUTATION,
  };
}

function parsed(query: string): DocumentNode | null {
  try {
    return parse(query, { noLocation: true });
  } catch {
    return null;
  }
}

/**
 * `namesViewer` is false where GitHub does not tell the token's name.
 */
export async function answeredGraphql(
  { query, variables }: Asked,
  seeing: Omit<Seeing, 'token'> & { readonly token: Token | null },
  { namesViewer, fault }: { namesViewer: boolean; fault: (what: string) => void },
): Promise<Reply> {
  const { token } = seeing;
  if (token === null)
    return { status: 401, headers: {}, body: { message: 'This endpoint requires you to be authenticated.' } };
  const document = parsed(query);
  if (document === null) {
    fault('the GraphQL query cannot be parsed');
    return { status: 200, headers: {}, body: { errors: [{ message: 'Parse error' }] } };
  }
  const wrong = [...validate(schema, document), ...limitErrors(document, variables)];
  if (wrong.length > 0) {
    for (const { message } of wrong) fault(message);
    return { status: 200, headers: {}, body: { errors: wrong.map(shownError) } };
  }
  const { data, errors } = await execute({
    ...{ schema, document, variableValues: variables, rootValue: root({ ...seeing, token }, namesViewer) },
    fieldResolver: (source: unknown, args, context, info) => {
      const isPlayed = typeof source === 'object' && source !== null && info.fieldName in source;
      if (isPlayed || ['clientMutationId'].includes(info.fieldName))
        return defaultFieldResolver(source, args, context, info);
      fault(`the hub does not play ${info.parentType.name}.${info.fieldName}`);
      throw new QueryError(`${info.fieldName} is not played`);
    },
  });
  for (const error of errors ?? []) if (isFaulty(error)) fault(error.message);
  const body = errors === undefined ? { data } : { data: data ?? null, errors: errors.map(shownError) };
  return { status: 200, headers: {}, body };
}

/** Errors that GitHub would not give: bugs of the hub, variables of a wrong type, and what it does not play. */
function isFaulty(error: GraphQLError): boolean {
  const { originalError } = error;
  if (originalError instanceof Refusal) return false;
  return error.extensions['fault'] === true || error.extensions['type'] === undefined;
}

function root(seeing: Seeing, namesViewer: boolean) {
  const { token, setting } = seeing;
  return {
    viewer: () => {
      if (!namesViewer) throw typed('FORBIDDEN', 'Resource not accessible by integration');
      return user(token.identity);
    },
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repository = setting.state.repository(owner, name);
      if (repository !== undefined && isSeen(token, repository)) return repositoryNode(seeing, repository);
      throw typed('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
    },
    node: ({ id }: { id: string }) => nodeOf(seeing, id),
    rateLimit: () => ({
      cost: 1,
      limit: 5000,
      nodeCount: 1,
      remaining: 4999,
      used: 1,
      resetAt: '2026-05-01T13:00:00Z',
    }),
    ...mutations(seeing),
  };
}

const TYPES: Readonly<Record<number, string>> = { 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 404: 'NOT_FOUND' };

/** GitHub puts the type beside the message, not into `extensions`. */
function shownError(error: GraphQLError): unknown {
  const { message, path, originalError, extensions } = error;
  const type = originalError instanceof Refusal ? (TYPES[originalError.status] ?? 'UNPROCESSABLE') : extensions['type'];
  return {
    ...(type === undefined ? {} : { type }),
    ...(path === undefined ? {} : { path }),
    message,
  };
}
