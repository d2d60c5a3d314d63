import { describe, expect, test } from 'vitest';
import { review } from '../../src/run/review.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { hasty } from '../fetch/world.ts';
import { commit, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

const rule = `# METADATA
# title: Do not expose it
# description: It is reached from outside.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: Close it.
#   kinds: [Pod]
#   facts: [exposure, from]
#   standards: []
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.own.exposed

import data.plimsoll.lib.meta

findings contains finding if {
	here := data.facts.targets[input.source.target].exposure.workloads.shop[concat("/", [input.object.kind, meta.name])]
	here.exposed == "yes"
	origins := data.facts.targets[input.source.target].from.exposure.workloads.shop[concat("/", [input.object.kind, meta.name])]
	finding := {
		"path": ["metadata", "name"],
		"message": concat("", ["It is reached by ", concat(", ", here.by), ", as ", concat(", ", origins.exposed), " says."]),
		"extent": {},
		"fix": [],
		"no_fix": "That is for people to decide.",
	}
}
`;

const chart = (template: string): Readonly<Record<string, string>> => ({
  'edge/Chart.yaml': 'apiVersion: v2\nname: edge\nversion: 1.0.0\n',
  'edge/templates/edge.yaml': template,
  'service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n',
});
const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: {{ "shop" }}}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
`;
const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec: {containers: []}\n';

describe("a user's rule of a family that no built-in rule reads", () => {
  const messages = async (template: string): Promise<readonly string[]> => {
    const directory = temporaryRepository(chart(template));
    commit(directory, { 'pod.yaml': pod });
    const options = {
      config: null,
      kubernetesVersion: null,
      failOn: null,
      allowEmpty: false,
      sets: ['all' as const],
      today: '2026-01-01',
    };
    const policies = temporaryFolder({ 'rules/own/exposed/exposed.rego': rule });
    const world = await openSmallWorld(() => undefined, policies, { offline: true, cache: null, limits: hasty });
    const { report } = await review({ ...options, directory, base: 'HEAD~1', head: 'HEAD' }, world);
    await world.engines.close();
    return report.findings.filter((each) => each.rule === 'own/exposed').map(({ message }) => message);
  };

  test('knows what an unchanged chart brings, since the rule hangs on it', async () => {
    expect(await messages(ingress)).toEqual(['It is reached by Ingress shop/web, as service.yaml says.']);
  });

  test('knows that a chart brings nothing of it, though its text has the word', async () => {
    expect(await messages(ingress.replace('kind: Ingress', 'kind: IngressClass'))).toEqual([]);
  });
});
