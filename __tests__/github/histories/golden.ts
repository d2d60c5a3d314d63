/** A history as a readable text: each run's requests, and what stands in the end. */
import type { Logged } from '../hub/log.ts';
import type { Comment, Thread } from '../hub/state.ts';
import type { History, Run } from './history.ts';
import { firstLine } from './oracle.ts';

export function rendered(history: History): string {
  const { pull, runs } = history;
  const parts = [
    ...runs.map((run, at) => renderedRun(run, at + 1)),
    ['threads', ...pull.threads.map((thread) => `  ${renderedThread(history, thread)}`)],
    ['conversation', ...pull.conversation.map((comment) => `  ${renderedComment(history, comment)}`)],
  ];
  return withoutChance(parts.map((lines) => `${lines.join('\n')}\n`).join('\n'), history);
}

function renderedRun({ event, exitCode, outputs, requests }: Run, number: number): readonly string[] {
  const { action } = event.payload;
  const what = typeof action === 'string' ? `${event.name} ${action}` : event.name;
  const counts = ['new', 'worsened', 'existing', 'fixed', 'problems'].map((name) => `${outputs[name] ?? '?'} ${name}`);
  return [
    `run ${number}: ${what}: exit ${exitCode}, ${outputs['verdict'] ?? 'no verdict'}, ${counts.join(', ')}`,
    ...requests.map((request) => `  ${renderedRequest(request)}`),
  ];
}

function renderedRequest({ kind, method, pattern, path, query, body, status }: Logged): string {
  const shown = status ?? 'no answer';
  if (kind === 'graphql') return `GRAPHQL ${pattern ?? ''} ${shown}`;
  const text = renderedBody(body as Readonly<Record<string, unknown>>);
  return `${method} ${path}${query === '' ? '' : `?${query}`} ${shown}${text === '' ? '' : `: ${text}`}`;
}

interface Posted {
  readonly path?: string;
  readonly line?: number;
  readonly start_line?: number;
  readonly body?: string;
}

function renderedBody(body: Readonly<Record<string, unknown>>): string {
  const { path, line, start_line, body: text } = body as Posted;
  const comments = (body['comments'] ?? []) as readonly Posted[];
  const at = ({ path: file = '', start_line: first, line: last }: Posted): string =>
    `${file}${last === undefined ? '' : `:${first === undefined ? '' : `${first}-`}${last}`}`;
  return [
    ...(path === undefined
      ? []
      : [at({ path, ...(line === undefined ? {} : { line }), ...(start_line === undefined ? {} : { start_line }) })]),
    ...(text === undefined || text === '' ? [] : [firstLine(text)]),
    ...(comments.length === 0 ? [] : [`${comments.length} on ${comments.map(at).join(', ')}`]),
  ].join(' | ');
}

function renderedThread({ hub, pull }: History, thread: Thread): string {
  const { line, startLine, isOutdated } = hub.setting.places.of(pull, thread);
  const lines = line === null ? '' : `:${startLine === null ? '' : `${startLine}-`}${line}`;
  const [first, ...replies] = thread.comments;
  const marks = [
    ...(isOutdated ? ['outdated'] : []),
    ...(thread.resolvedBy === null ? [] : [`resolved by ${thread.resolvedBy.login}`]),
    ...(first === undefined || first.minimized === null ? [] : [`hidden as ${first.minimized}`]),
    ...(replies.length === 0 ? [] : [`${replies.length} replies`]),
  ];
  const state = marks.length === 0 ? 'open' : marks.join(', ');
  return `${thread.path}${lines} (${state}) ${first?.author.login ?? ''}: ${firstLine(first?.body ?? '')}`;
}

function renderedComment(_: History, { author, body, minimized, editor }: Comment): string {
  const marks = [...(minimized === null ? [] : [`hidden as ${minimized}`]), ...(editor === null ? [] : ['edited'])];
  return `${author.login}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}: ${firstLine(body)}`;
}

/** Ports differ from run to run, and ids and commits say nothing to a reader. */
function withoutChance(text: string, { hub }: History): string {
  return text
    .replaceAll(hub.url, 'https://github.example')
    .replaceAll(/\b3\d{9}\b/gu, 'ID')
    .replaceAll(/\b[0-9a-f]{40}\b/gu, 'COMMIT')
    .replaceAll(/\b(?=[a-f]*\d)[0-9a-f]{10}\b/gu, 'COMMIT');
}
