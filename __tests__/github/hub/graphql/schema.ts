/** GitHub's GraphQL schema, and the limits that it sets besides. */
import { schema as gitHub } from '@octokit/graphql-schema';
import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  getNamedType,
  GraphQLError,
  type GraphQLNamedType,
} from 'graphql';
import {
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

export const schema: GraphQLSchema = buildSchema(gitHub.idl, { assumeValid: true, noLocation: true });

/** docs.github.com: rate limits and node limits of the GraphQL API. */
const MOST_RECORDS = 100;
const MOST_NODES = 500_000;

/** What is wrong with the sizes of lists: each needs one, of 1 to 100, and all together may ask for 500,000 nodes. */
export function limitErrors(document: DocumentNode, variables: Readonly<Record<string, unknown>>): GraphQLError[] {
  const errors: GraphQLError[] = [];
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  let nodes = 0;
  const walk = ({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined, around: number): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined;
        const inner = field === undefined ? undefined : getNamedType(field.type);
        const size = inner?.name.endsWith('Connection') === true ? sizeOf(selection, variables, errors) : null;
        nodes += around * (size ?? 0);
        if (selection.selectionSet !== undefined) walk(selection.selectionSet, inner, around * (size ?? 1));
      } else {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (fragment === undefined) continue;
        const name = fragment.typeCondition?.name.value;
        walk(fragment.selectionSet, name === undefined ? type : schema.getType(name), around);
      }
    }
  };
  for (const one of document.definitions) {
    if (one.kind === Kind.OPERATION_DEFINITION)
      walk(one.selectionSet, schema.getRootType(one.operation) ?? undefined, 1);
  }
  if (nodes > MOST_NODES) {
    const asked = `This query requests up to ${nodes} possible nodes which exceeds the maximum limit of ${MOST_NODES}.`;
    errors.push(typed('MAX_NODE_LIMIT_EXCEEDED', asked));
  }
  return errors;
}

function sizeOf(field: FieldNode, variables: Readonly<Record<string, unknown>>, errors: GraphQLError[]): number | null {
  const given = field.arguments?.find(({ name }) => ['first', 'last'].includes(name.value));
  const size = given === undefined ? null : valueOf(given.value, variables);
  const error = sizeError(field.name.value, given?.name.value ?? 'first', size);
  if (error !== null) errors.push(error);
  return size;
}

function sizeError(field: string, argument: string, size: number | null): GraphQLError | null {
  if (size === null) {
    const what = `You must provide a \`first\` or \`last\` value to properly paginate the \`${field}\` connection.`;
    return typed('MISSING_PAGINATION_BOUNDARIES', what);
  }
  if (size >= 1 && size <= MOST_RECORDS) return null;
  const what = `Requesting ${size} records on the \`${field}\` connection exceeds the \`${argument}\` limit of ${MOST_RECORDS} records.`;
  return typed('EXCESSIVE_PAGINATION', what);
}

function valueOf(value: ValueNode, variables: Readonly<Record<string, unknown>>): number | null {
  if (value.kind === Kind.INT) return Number(value.value);
  const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : null;
  return typeof given === 'number' ? given : null;
}

/** An error as GitHub gives it: with a type beside the message. */
export function typed(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}
