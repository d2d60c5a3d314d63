import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type UnmaskedOutcome } from '../../src/run/conclude/outcome.ts';
import { audit } from '../../src/run/audit.ts';
import { review } from '../../src/run/review.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { type World } from '../../src/run/open/world.ts';
import { type Finding } from '../../src/model/report.ts';
import { hasty } from '../fetch/world.ts';
import { commit, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

export type Texts = Readonly<Record<string, string>>;

const header = (kinds: string, fix: string, more = ''): string => `# METADATA
# title: Keep what is there
# description: What is there protects.
# related_resources:
#   - ref: https://example.test/lost
# custom:
#   severity: medium
#   enforcement: deny
#   remedy: Restore it.
#   kinds: [${kinds}]
#   standards: []
#   fix_risk: ${fix}
#   fix_check: null
#   since: 1.0.0
#   report: lost
${more}`;

const readOnly = `${header('Pod', 'none')}package plimsoll.rules.own["read-only"]

import data.plimsoll.lib.pod

findings contains finding if {
	some container in pod.containers
	object.get(container.security, "readOnlyRootFilesystem", null) != true
	path := array.concat(container.security_path, ["readOnlyRootFilesystem"])
	finding := {
		"path": path,
		"message": concat("", [container.label, " can write to its root."]),
		"fix": [{"op": "set", "path": path, "value": true}],
	}
}
`;

const label = `${header('ConfigMap, Secret', 'null')}package plimsoll.rules.own.level

findings contains finding if {
	object.get(input.object, ["data", "level"], null) in {null, "off"}
	finding := {"path": ["data", "level"], "message": "Nothing is recorded."}
}
`;

const isolated = `${header('Pod', 'null', '#   facts: [network_policies]\n')}package plimsoll.rules.own.isolated

findings contains finding if {
	some namespace, workloads in data.facts.targets[input.source.target].network_policies.workloads
	some name, facts in workloads
	name == concat("/", [input.object.kind, input.object.metadata.name])
	facts.ingress == "no"
	finding := {"path": ["metadata", "name"], "message": "Nothing limits what reaches it."}
}
`;

const policies: Texts = {
  'rules/own/read-only/read-only.rego': readOnly,
  'rules/own/level/level.rego': label,
  'rules/own/isolated/isolated.rego': isolated,
};

export interface Change {
  readonly base: Texts;
  readonly head: Texts;
  /** Files of base that head does not have. */
  readonly gone?: readonly string[];
}

const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };

interface Ratchets {
  readonly world: () => Promise<World>;
  readonly reviewed: (change: Change, config?: string) => Promise<UnmaskedOutcome>;
  readonly audited: (texts: Texts) => Promise<UnmaskedOutcome>;
}

/** The whole line with the real engines and rules of our own that speak only of what is lost. */
export function ratchets(open = openSmallWorld): Ratchets {
  let opened: Promise<World> | undefined;
  const world = (): Promise<World> =>
    (opened ??= open(() => undefined, temporaryFolder(policies), {
      offline: true,
      cache: null,
      limits: hasty,
    }));
  afterAll(async () => {
    await (await opened)?.engines.close();
  });
  return {
    world,
    reviewed: async ({ base, head, gone = [] }, config) => {
      const directory = repository({ base, head, gone });
      const given = config === undefined ? null : { file: 'plimsoll.yaml', text: config };
      return review({ ...common, config: given, directory, base: 'HEAD~1', head: 'HEAD' }, await world());
    },
    audited: async (texts) =>
      audit({ ...common, directory: temporaryFolder(texts), paths: [], chart: null }, await world()),
  };
}

/** With two commits. */
export function repository({ base, head, gone = [] }: Change): string {
  const directory = temporaryRepository(base);
  for (const file of gone) rmSync(join(directory, file));
  commit(directory, head);
  return directory;
}

/** What the rules of our own say. */
export function own({ report }: Pick<UnmaskedOutcome, 'report'>): readonly Finding[] {
  return report.findings.filter(({ rule }) => rule.startsWith('own/'));
}

export function deployment(containers: readonly string[], name = 'web'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
${containers.join('')}`;
}

/** @param security the whole securityContext, in one line. */
export function container(name: string, security: string | null = '{readOnlyRootFilesystem: true}'): string {
  const context = security === null ? '' : `          securityContext: ${security}\n`;
  return `        - name: ${name}\n          image: example.test/${name}:1.0\n${context}`;
}
