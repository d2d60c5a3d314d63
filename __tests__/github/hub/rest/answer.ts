/** Finds the operation of a REST request, and holds request and answer to GitHub's description. */
import { Refusal } from '../permissions.ts';
import type { Answer, Call, Operation, Operations } from './call.ts';
import { conversationOperations } from './conversation.ts';
import { pullOperations } from './pulls.ts';
import { repositoryOperations } from './repository.ts';
import { reviewOperations } from './reviews.ts';
import { contract } from './shapes.ts';

const operations: Operations = {
  ...pullOperations,
  ...reviewOperations,
  ...conversationOperations,
  ...repositoryOperations,
};

/** Parameters that take the rest of the path: names of branches have slashes. */
const GREEDY = ['ref', 'branch', 'basehead'];

interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly expression: RegExp;
  readonly operation: Operation;
}

const routes: readonly Route[] = Object.entries(operations).map(([name, operation]) => {
  const [method = '', pattern = ''] = name.split(' ');
  const parts = pattern.split(/\{(\w+)\}/u);
  const source = parts.map((part, at) =>
    at % 2 === 0 ? part.replaceAll('.', String.raw`\.`) : `(?<${part}>${GREEDY.includes(part) ? '.+' : '[^/]+'})`,
  );
  return { method, pattern, operation, expression: new RegExp(`^${source.join('')}$`, 'u') };
});

export interface Matched {
  readonly pattern: string;
  readonly params: Readonly<Record<string, string>>;
  readonly operation: Operation;
}

/** Null for what the hub does not know. */
export function matched(method: string, path: string): Matched | null {
  for (const route of routes) {
    const found = route.method === method ? route.expression.exec(path) : null;
    if (found === null) continue;
    const params = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return {
      pattern: route.pattern,
      operation: route.operation,
      params: Object.fromEntries(params) as Matched['params'],
    };
  }
  return null;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for none. */
  readonly body: unknown;
}

/** `address` is that of the request without its query, for the addresses of further pages. */
export function answered({ pattern, operation }: Matched, method: string, call: Call, address: string): Reply {
  const { query, fault } = call;
  const sent = Object.keys(call.body).length === 0 && method === 'GET' ? undefined : call.body;
  const wrong = method === 'DELETE' ? null : contract.request(method, pattern, query, sent);
  if (wrong !== null) fault(wrong);
  const reply = paged(attempted(operation, call), query, address, fault);
  const broken = contract.answer(method, pattern, reply.status, reply.body);
  if (broken !== null) fault(`the answer is not as described: ${broken}`);
  return reply;
}

function attempted(operation: Operation, call: Call): Answer {
  try {
    return operation(call);
  } catch (thrown) {
    if (thrown instanceof Refusal) return { status: thrown.status, body: refusalBody(thrown) };
    throw thrown;
  }
}

export function refusalBody({ message, errors, status }: Refusal): unknown {
  const documentation_url = 'https://docs.github.com/rest';
  return { message, ...(errors === null ? {} : { errors }), documentation_url, status: String(status) };
}

/** Lists come in pages of 30, or of at most 100, with the addresses of others in a header. */
function paged(answer: Answer, query: URLSearchParams, address: string, fault: Call['fault']): Reply {
  if (!('items' in answer)) return { ...answer, headers: {} };
  const { items, status } = answer;
  const asked = Number(query.get('per_page') ?? 30);
  if (asked > 100) fault(`per_page is ${asked}: GitHub gives 100 at most`);
  const [size, page] = [Math.min(asked, 100), Number(query.get('page') ?? 1)];
  const last = Math.max(1, Math.ceil(items.length / size));
  const to = (number: number, rel: string) => {
    const others = new URLSearchParams(query);
    others.set('page', String(number));
    return `<${address}?${others.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, 'prev'), to(1, 'first')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
  ];
  const headers: Record<string, string> = links.length === 0 ? {} : { link: links.join(', ') };
  return { status, body: items.slice((page - 1) * size, page * size), headers };
}
