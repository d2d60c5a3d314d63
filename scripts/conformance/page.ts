/** The page docs/conformance.md: results of a run, and earlier results of the mutation runs. */
import { networkLines, type NetworkRun } from './network-policy.ts';
import { peersSection } from './peers/report.ts';
import { type PeersRun } from './peers/run.ts';
import { podSecurityLines, type PodSecurityRun } from './pod-security.ts';
import { type AnsweredCluster, rbacLines } from './rbac.ts';
import { type ChartShare, sharesTable } from './shares.ts';
import { explanation, type Result, verdictTable } from './tables.ts';

/** What a run came to. */
export interface ConformanceRun {
  readonly results: readonly Result[];
  readonly shares: readonly ChartShare[];
  readonly podSecurity: PodSecurityRun;
  readonly rbac: readonly AnsweredCluster[];
  readonly network: NetworkRun;
  /** Null if there are no suites. */
  readonly peers: PeersRun | null;
}

/**
 * The page, with the tables of a run. The results of the mutation runs are fixed texts, because these take too long for
 * every run.
 */
export function pageOf(
  { results, shares, podSecurity, rbac, network, peers }: ConformanceRun,
  fixtures: string,
): string {
  const page = [
    '# Conformance',
    '',
    'Made by `npm run conformance -- --page docs/conformance.md`. Charts and kustomizations of other projects are rendered',
    'by Helm 4.3.1 and Kustomize 5.8.2 and by Plimsoll, and compared object by object. `random` are renders that differ from',
    'one run of Helm to the next (passwords, certificates) and are equal but for these values; `both fail` are those that',
    'neither renders.',
    '',
    fenced([verdictTable(results)]),
    '',
    '## What neither renders, and why',
    '',
    fenced(results.flatMap(explanation)),
    '',
    '## Lines',
    '',
    'How many rendered lines name a line of a template, or of a values file, whose text can have produced them:',
    '',
    fenced(sharesTable(shares)),
    '',
    '## Pod Security',
    '',
    "Pods that are made, judged by Kubernetes' own checks (k8s.io/pod-security-admission) and by Plimsoll, at every version;",
    'a pod counts once at each of them:',
    '',
    fenced(podSecurityLines(podSecurity)),
    '',
    '## RBAC',
    '',
    'Roles and bindings that are made, and questions whether a service account, a user or a group may do something: answered by',
    "Kubernetes' own authorizer, after its own controller of aggregated roles, and by the facts that rules read:",
    '',
    fenced(rbacLines(rbac)),
    '',
    '## NetworkPolicies',
    '',
    'Which pods policies select, where all is denied by default and which connections are allowed, by Cyclonus (with the label',
    "selectors of Kubernetes' own apimachinery) and by Plimsoll. Every pod and address of a world connects to every other one:",
    '',
    fenced(networkLines(network)),
    '',
    ...(peers === null ? [] : [peersSection(peers)]),
    mutation.trim(),
    '',
  ].join('\n');
  return page.replaceAll(`${fixtures}/`, '');
}

function fenced(lines: readonly string[]): string {
  const text = lines
    .join('\n')
    .trim()
    .replaceAll(/[ \t]+$/gm, '');
  return ['```text', text, '```'].join('\n');
}

const mutation = `
## By mutation

These take a quarter of an hour to an hour each, and are run by hand on the same charts (seed 1). What is changed is
rendered by native Helm.

**Lines** (\`npx tsx scripts/conformance/lines.ts\`): the source line that a rendered line is said to come from is changed so
that all that it prints bears a mark, line by line; exactly the lines that are said to come from it have to bear one, and
nothing else may change but checksums. Of each class of source lines up to 300 rendered lines are drawn, from as many source
lines and charts as there are, with the charts' own values and those of \`ci/\`. No fixture has a subchart with an alias:
for that class, four of them are made the subcharts of one chart, each twice.

\`\`\`text
class             source lines  drawn  claims  not changed  refused  tried  exact
text                     35812    300     300            0        0    300    300  100.00 %
scalar action             1911    300     300            0        0    300    300  100.00 %
toYaml block               135    135     300            0        0    300    300  100.00 %
tpl                         24     24     300            0        0    300    300  100.00 %
library chart               35     35     300            0        0    300    300  100.00 %
range over a map            52     52     300            0        0    300    300  100.00 %
trimmed                    108    108     111            0        0    111    111  100.00 %
.Files                       8      8     300            0        0    300    300  100.00 %
subchart alias             609    300     300            0        0    300    300  100.00 %
all                      38694   1262    2511            0        0   2511   2511  100.00 %
\`\`\`

Trimmed lines are few: only 111 rendered lines come from 108 such lines. Of the 43,486 lines that the charts' templates print
with their own values, none is without a source line; 431 are left out, those of the eight templates that hold random
values, where two renders differ anyway. A rendered line that two source lines print names one of them, the outer or the
first; where something is said to come from the other one too, its change shows in both, and would count as a difference.
That a wrong claim is found was tried as well: with \`--shift 1\` each claim names the line below the right one. Of 293
such claims 105 named a line that prints nothing; of the other 188 none came out exact. With seed 2 and 100 of each class,
900 of 900 were exact.

**Values** (\`npx tsx scripts/conformance/values.ts\`): of each chart, 50 scalar leaves of values.yaml are changed (istio-base
has 9); the fields that change have to trace back to that leaf. "Claims tried" are all other values that a field was said to
come from: these were changed, too, and had to change it.

\`\`\`text
chart                         leaves  refused  no field  with fields  fields  traced           one answer  claims tried  wrong
argo-rollouts                     50        0        26           24      55      55  100.0 %          37           215      0
aws-load-balancer-controller      50        7        12           31      48      48  100.0 %          29           528      0
bitnami-nginx                     50        3        27           20      37      35   94.6 %          23            80      0
bitnami-postgresql                50        1        35           14      17      17  100.0 %          13           132      0
bitnami-redis                     50        4        29           17      23      23  100.0 %          21           110      0
cert-manager                      50        0        21           29      49      49  100.0 %          48           155      0
external-dns                      50        8        17           25      34      34  100.0 %          32           175      0
ingress-nginx                     50        1        22           27      55      55  100.0 %          49           180      0
istio-base                         9        0         4            5      20      20  100.0 %           5            27      0
istio-istiod                      50        0         1           49     140     140  100.0 %          21          3860      0
keda                              50        0        16           34      66      66  100.0 %          60           155      0
kube-state-metrics                50        0        25           25      40      40  100.0 %          18           562      0
legacy-mysql                      50        3        14           33      40      39   97.5 %          16            90      0
metrics-server                    50        0        24           26      53      53  100.0 %          45           172      0
nginx-ingress                     50        1        23           26      38      37   97.4 %          21           238      0
online-boutique                   50        0        12           38     129     129  100.0 %         112           318      0
opentelemetry-collector           50        2        15           33      60      60  100.0 %          31          1203      0
podinfo                           50        0        32           18      20      20  100.0 %          17            98      0
prometheus-node-exporter          50        0        23           27      39      39  100.0 %          37           112      0
traefik                           50       11        27           12      18      18  100.0 %          14           127      0
all                              959       41       405          513     981     977   99.6 %         649          8537      0
\`\`\`

Of the four fields that were not traced, three are lists (\`envFrom\`, \`volumeMounts\`, \`containers\`) whose first or further
item the leaf switches on: no line printed it before. The fourth is a key of a Secret that the leaf names: under its new
name, it was not there.

**Fixes** (\`npx tsx scripts/conformance/fixes.ts\`): of the findings that a rule offers an edit for, the share that got a
suggestion that held.

\`\`\`text
                      fixable  suggested  values  template  plain file  resource  patch
charts                    280        280      70        56         154
kustomizations            148        148                              5       105     38
manifests               1,278      1,278                11       1,267
46 pull requests           80         80      20                     9        51
\`\`\`

68 further findings of such rules offer no edit, most of them because the container is privileged anyway. Each suggestion was
taken alone, in everything that reads the edited file; of a pull request also every pair, and all together; and that was
rendered and evaluated: 671 of 671 hold (576 alone, 95 together). Of the suggestions for pull requests, 57 of 80 findings
have one that GitHub takes with a click; those of the others lie outside the lines that the pull request shows.
`;
