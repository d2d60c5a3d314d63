import { ruleOfHeader } from './header.ts';
import type { Rule } from '../model.ts';
import type { RegoAnnotation, RegoModules } from '../engine/rego.ts';

/** The rules and everything that is wrong with their headers, each as a line. */
export interface Headers {
  /** Sorted by id. */
  readonly rules: readonly Rule[];
  readonly faults: readonly string[];
}

/** Reads the header of every file `rules/<group>/<rule>/<rule>.rego`; no other file may stand below rules/. */
export function readHeaders(modules: RegoModules, annotations: readonly RegoAnnotation[]): Headers {
  const files = [...modules.keys()].filter((file) => file.startsWith('rules/'));
  const shared = [...modules].filter(([file]) => !file.startsWith('rules/')).some(([, text]) => asksForFacts(text));
  const results = files.map((file) =>
    readHeader(
      file,
      shared || asksForFacts(modules.get(file) ?? ''),
      annotations.find((annotation) => annotation.file === file && annotation.path[0] === 'plimsoll'),
    ),
  );
  const rules = results.flatMap((result) => (result.rule === null ? [] : [result.rule]));
  return {
    rules: rules.sort((left, right) => (left.id < right.id ? -1 : 1)),
    faults: results.flatMap((result) => result.faults),
  };
}

interface Read {
  readonly rule: Rule | null;
  readonly faults: readonly string[];
}

function asksForFacts(text: string): boolean {
  return /\bdata\.facts\b/.test(text);
}

function readHeader(file: string, readsFacts: boolean, annotation: RegoAnnotation | undefined): Read {
  const [, id, name] = /^rules\/([^/]+\/([^/]+))\/\2\.rego$/.exec(file) ?? [];
  if (id === undefined || name === undefined) return fault(file, 'is not rules/<group>/<rule>/<rule>.rego');
  if (annotation === undefined) return fault(file, 'has no METADATA block for its package');
  const expected = ['plimsoll', 'rules', ...id.split('/')];
  if (annotation.path.join('/') !== expected.join('/')) {
    return fault(file, `is package ${annotation.path.join('/')}, and its folder says ${expected.join('/')}`);
  }
  const result = ruleOfHeader(id, annotation.annotation);
  if (result.ok) return { rule: { ...result.rule, readsFacts }, faults: [] };
  return { rule: null, faults: result.faults.map((text) => `${file}: ${text}`) };
}

function fault(file: string, text: string): Read {
  return { rule: null, faults: [`${file}: ${text}`] };
}
