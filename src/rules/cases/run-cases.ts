/** Runs the cases of rules and compares their findings with expected.json. */
import { type Evaluation, loadEvaluator, type Pack } from '../evaluate.ts';
import { type SourceInput } from '../../model/question.ts';
import { join } from 'node:path';
import { canonical } from '../../foundation/json.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type KubernetesObject, type Manifest } from '../../model/manifest.ts';
import { type ObjectParameters } from '../../model/parameter.ts';
import { isComparing, type RawFinding } from '../../model/rule.ts';
import { baseFaults, fixFaults, unreadFiles } from './case-faults.ts';
import { parametersOfCase } from './case-parameters.ts';
import { casesOf, readJson, ruleIds } from './cases.ts';

/** The result of a case. `got` and `expected` are findings as in expected.json. */
export interface CaseResult {
  readonly rule: string;
  readonly name: string;
  readonly passed: boolean;
  readonly expected: Json;
  readonly got: Json;
  /** What is wrong beside that, a sentence each: a rule that fails, a fix that does not work, a file too few or too many. */
  readonly faults: readonly string[];
}

/**
 * Runs the cases of every rule in a folder of policies: `rules/<group>/<rule>/cases/<case>/`.
 *
 * @throws {ConfigurationError} for a case whose input.yaml or expected.json is missing or can't be read, and for parameters
 * that don't fit the header of the rule.
 */
export async function runCases(policies: string, packs: readonly Pack[]): Promise<CaseResult[]> {
  const rules = packs.flatMap((pack) => pack.rules);
  let parameters: ObjectParameters = { key: '', byRule: {} };
  const evaluator = await loadEvaluator(packs, null, () => parameters);
  const comparing = new Set(rules.filter(isComparing).map(({ id }) => id));
  const results: CaseResult[] = [];
  for (const rule of await ruleIds(policies)) {
    for (const each of await casesOf(policies, rule)) {
      evaluator.know(each.facts);
      parameters = { key: each.directory, byRule: parametersOfCase(each, rules) };
      const base = comparing.has(rule) && each.base !== null ? each.base : undefined;
      const evaluate = (object: KubernetesObject): Evaluation =>
        evaluator.evaluate(...inputOf(object, each.source), base);
      const ofRule = ({ findings }: Evaluation): readonly RawFinding[] =>
        findings.filter((finding) => finding.rule === rule);
      const evaluation = evaluate(each.object);
      const findings = ofRule(evaluation);
      const got = findings.map(expectedOf);
      const expected = await readJson(
        join(each.directory, 'expected.json'),
        'the findings of its input.yaml, [] for none',
      );
      const faults = [
        ...evaluation.problems.map(({ message }) => message),
        ...(await unreadFiles(each)),
        ...baseFaults(each, comparing.has(rule)),
        ...(await fixFaults(each, findings, (object) => ofRule(evaluate(object)))),
      ];
      const passed = faults.length === 0 && sorted(got) === sorted(expected);
      results.push({ rule, name: each.name, passed, expected, got, faults });
    }
  }
  return results;
}

/** The default `input.source` of cases. */
const usual: SourceInput = {
  id: 'input.yaml',
  kind: 'plain',
  path: 'input.yaml',
  target: 'default',
  namespace: 'default',
  pod_security_version: null,
  kubernetes_version: null,
};

/** What an evaluator is given for the object of a case. `source`: what `input.source` has beside the usual. */
export function inputOf(object: KubernetesObject, source: Partial<SourceInput>): [Manifest, SourceInput] {
  const origin = { kind: 'plain', file: usual.path, document: 0, item: [] } as const;
  return [
    { source: usual.id, object, origin },
    { ...usual, ...source },
  ];
}

/** A finding as expected.json has it. */
export function expectedOf({
  path,
  message,
  extent,
  extentAt,
  fix,
  entries,
  noFix,
  overridden,
  leftTo,
  onlyLevel,
  severity,
}: RawFinding): JsonObject {
  return {
    path,
    ...(entries === undefined ? {} : { entries }),
    message,
    extent,
    ...(extentAt === undefined ? {} : { extent_at: extentAt }),
    fix: fix.map((operation) => ({ ...operation })),
    ...(noFix === undefined ? {} : { no_fix: noFix }),
    ...(overridden === undefined ? {} : { overridden }),
    ...(leftTo === undefined ? {} : { left_to: leftTo }),
    ...(onlyLevel === undefined ? {} : { only_level: onlyLevel }),
    ...(severity === undefined ? {} : { severity }),
  };
}

/** The order of findings has no meaning. */
function sorted(findings: Json): string {
  return Array.isArray(findings) ? (findings as readonly Json[]).map(canonical).sort().join('\n') : canonical(findings);
}
