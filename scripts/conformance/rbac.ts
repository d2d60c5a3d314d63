/**
 * Compares what the facts of the family `rbac` allow with what Kubernetes' own authorizer allows, and its controller of
 * aggregated roles before it, for generated clusters. Needs only Go and its module proxy.
 */
import { answersFor } from '../../__tests__/relate/rbac-answers.ts';
import { builtIn } from '../../src/facts/built-in-roles.ts';
import { type Asker } from '../../__tests__/relate/authorizer.ts';
import { type AskedCluster, askedClusters, type Question } from '../../__tests__/relate/rbac-clusters.ts';
import { jsonLines, withGoProgram } from './go-program.ts';

/** One cluster and the answers to its questions: `y` or `n` for each. */
export interface AnsweredCluster extends AskedCluster {
  readonly theirs: string;
  readonly ours: string;
}

export function rbacRun(count: number, seed: number): readonly AnsweredCluster[] {
  const clusters = askedClusters(seed, count);
  const upstream = askUpstream(clusters);
  return clusters.map((cluster, index) => ({ ...cluster, theirs: upstream[index] ?? '', ours: answersFor(cluster) }));
}

function askUpstream(clusters: readonly AskedCluster[]): readonly string[] {
  return withGoProgram('rbac', (ask) => {
    const answers = ask(jsonLines(clusters.map(inputOf)));
    if (answers.length !== clusters.length)
      throw new Error(`rbac: ${answers.length} answers for ${clusters.length} clusters`);
    return answers;
  });
}

/** Kubernetes' own roles that people bind and label. Whatever selects others selects cluster-admin. */
const userFacing = builtIn.roles
  .filter(({ name }) => /^(admin|cluster-admin|edit|view|system:aggregate-to-.*)$/.test(name))
  .map(({ name, labels, rules, aggregates }) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels },
    rules,
    ...(aggregates === null
      ? {}
      : { aggregationRule: { clusterRoleSelectors: aggregates.map(({ labels: all }) => ({ matchLabels: all })) } }),
  }));

export function inputOf({ objects, questions }: AskedCluster): object {
  return {
    objects: [...userFacing, ...objects.filter(({ kind }) => kind !== 'ServiceAccount')],
    questions: questions.map(({ who, what }) => ({ ...authenticated(who), ...what })),
  };
}

/** A service account as the API server authenticates its tokens. */
function authenticated(who: Asker): { readonly user: string; readonly groups: readonly string[] } {
  if ('user' in who) return who;
  const { namespace, name } = who.account;
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

export function isAsAuthorized(answered: readonly AnsweredCluster[]): boolean {
  return answered.every(({ theirs, ours }) => theirs === ours);
}

/** Lines of text: how many questions were allowed, then the questions that were answered otherwise. */
export function rbacLines(answered: readonly AnsweredCluster[]): string[] {
  const letters = answered.map(({ theirs }) => theirs).join('');
  const allowed = letters.split('y').length - 1;
  const different = answered.flatMap((cluster) =>
    cluster.questions
      .map((question, index) => ({ cluster, question, theirs: cluster.theirs[index], ours: cluster.ours[index] }))
      .filter(({ theirs, ours }) => theirs !== ours),
  );
  const aggregated = answered.filter(({ objects }) => objects.some((object) => 'aggregationRule' in object)).length;
  return [
    `RBAC: ${answered.length} clusters, ${letters.length} questions, ${different.length} answered otherwise`,
    `    ${allowed} allowed, ${letters.length - allowed} not; ${aggregated} clusters with aggregated roles`,
    ...different
      .slice(0, 20)
      .flatMap(({ cluster, question, theirs, ours }) => [
        `    ${JSON.stringify(cluster.objects)}`,
        `        ${questionText(question)}: Kubernetes ${theirs ?? '?'}, Plimsoll ${ours ?? '?'}`,
      ]),
  ];
}

function questionText({ who, what }: Question): string {
  return JSON.stringify({ ...who, ...what });
}
