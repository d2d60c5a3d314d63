/** Reads a workflow of GitHub Actions, as far as Plimsoll's advice needs it. */
import { parseDocument } from 'yaml';
import { isMap, list, strings } from '../../foundation/json.ts';
import { type Path } from '../../model/json.ts';
import { linesIn } from '../../policy/config/config.ts';

/** A workflow file. */
export interface Workflow {
  readonly file: string;
  readonly name: string | null;
  /** The events and their filters, by event. */
  readonly events: ReadonlyMap<string, EventFilter>;
  readonly permissions: Permissions | null;
  readonly hasConcurrency: boolean;
  readonly jobs: readonly Job[];
  /** The 1-based line of a key or item. */
  readonly lineOf: (path: Path) => number;
}

/** What a workflow says about one of its events. */
export interface EventFilter {
  /** Null: the usual ones of the event. */
  readonly types: readonly string[] | null;
  /** `paths`, `paths-ignore`: the workflow does not run for other files. */
  readonly pathFilters: readonly string[];
  /** `branches`, `branches-ignore`. */
  readonly branchFilters: readonly string[];
  /** The names under `workflows`, of `workflow_run`. */
  readonly workflows: readonly string[];
}

/** `read-all`, `write-all`, or the level of each permission that is named; all others are `none`. */
export type Permissions = 'read-all' | 'write-all' | Readonly<Record<string, string>>;

export interface Job {
  readonly id: string;
  /** The name of its check: `name`, else the id. */
  readonly name: string;
  readonly condition: string | null;
  /** Null: those of the workflow. */
  readonly permissions: Permissions | null;
  /** Whether the job counts as passed although it failed; an expression counts too. */
  readonly continuesOnError: boolean;
  readonly hasConcurrency: boolean;
  readonly hasTimeout: boolean;
  readonly hasMatrix: boolean;
  /** The reusable workflow that it calls. */
  readonly uses: string | null;
  readonly steps: readonly JobStep[];
  readonly path: Path;
}

export interface JobStep {
  readonly uses: string | null;
  readonly run: string | null;
  readonly condition: string | null;
  readonly continuesOnError: boolean;
  /** The inputs, as texts. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly path: Path;
}

/** The workflow, or why it can't be read. */
export function readWorkflow(file: string, text: string): Workflow | { readonly file: string; readonly why: string } {
  const document = parseDocument(text, { uniqueKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined) return { file, why: `It is not YAML: ${broken.message.split('\n')[0] ?? ''}` };
  const value = valueOf(document);
  if (!isMap(value) || !isMap(value['jobs'])) return { file, why: 'It has no jobs.' };
  return {
    file,
    name: textOf(value['name']),
    events: eventsOf(value['on']),
    permissions: permissionsOf(value['permissions']),
    hasConcurrency: value['concurrency'] !== undefined,
    jobs: Object.entries(value['jobs']).flatMap(([id, job]) => (isMap(job) ? [jobOf(id, job)] : [])),
    lineOf: linesIn(text),
  };
}

/** Null for aliases that expand to too much. */
function valueOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return null;
  }
}

/** `on` is a name, a list of names, or a map of them. */
function eventsOf(on: unknown): ReadonlyMap<string, EventFilter> {
  if (typeof on === 'string') return new Map([[on, filterOf(null)]]);
  if (Array.isArray(on)) return new Map(strings(on).map((event) => [event, filterOf(null)]));
  return new Map(isMap(on) ? Object.entries(on).map(([event, filter]) => [event, filterOf(filter)]) : []);
}

function filterOf(filter: unknown): EventFilter {
  const keys = isMap(filter) ? filter : {};
  const named = (pattern: RegExp): string[] => Object.keys(keys).filter((key) => pattern.test(key));
  return {
    types: keys['types'] === undefined ? null : oneOrMore(keys['types']),
    pathFilters: named(/^paths(?:-ignore)?$/),
    branchFilters: named(/^branches(?:-ignore)?$/),
    workflows: oneOrMore(keys['workflows']),
  };
}

function jobOf(id: string, job: Readonly<Record<string, unknown>>): Job {
  const path = ['jobs', id];
  const strategy = isMap(job['strategy']) ? job['strategy'] : {};
  return {
    id,
    name: textOf(job['name']) ?? id,
    condition: textOf(job['if']),
    permissions: permissionsOf(job['permissions']),
    continuesOnError: isOn(job['continue-on-error']),
    hasConcurrency: job['concurrency'] !== undefined,
    hasTimeout: job['timeout-minutes'] !== undefined,
    hasMatrix: strategy['matrix'] !== undefined,
    uses: textOf(job['uses']),
    steps: list(job['steps']).flatMap((step, index) => (isMap(step) ? [stepOf(step, [...path, 'steps', index])] : [])),
    path,
  };
}

function stepOf(step: Readonly<Record<string, unknown>>, path: Path): JobStep {
  const inputs = isMap(step['with']) ? step['with'] : {};
  return {
    uses: textOf(step['uses']),
    run: textOf(step['run']),
    condition: textOf(step['if']),
    continuesOnError: isOn(step['continue-on-error']),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, textOf(value) ?? ''])),
    path,
  };
}

function permissionsOf(value: unknown): Permissions | null {
  if (value === 'read-all' || value === 'write-all') return value;
  if (!isMap(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([scope, level]) => [scope, textOf(level) ?? 'none']));
}

function isOn(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 'false';
}

function oneOrMore(value: unknown): string[] {
  return typeof value === 'string' ? [value] : strings(value);
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
