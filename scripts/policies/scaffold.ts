/** The files of a new rule and its cases. */

/** The files of a new rule, by their path below policies/rules/<group>/<rule>. It compiles, and its cases pass. */
export function scaffold(id: string, version: string): ReadonlyMap<string, string> {
  const [group = '', name = ''] = id.split('/');
  return new Map([
    [`${name}.rego`, rego(group, name, version)],
    ['cases/passes/input.yaml', deployment('true')],
    ['cases/writable/input.yaml', deployment('false')],
  ]);
}

function rego(group: string, name: string, version: string): string {
  return `# METADATA
# title: Say what to do, as an imperative
# description: >-
#   Say why: what somebody can do who takes over the program, in a sentence or two.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/
# custom:
#   severity: medium
#   enforcement: warn
#   remedy: >-
#     Say how to put it right.
#   kinds: [Pod]
#   sets: []
#   standards: []
#   fix_risk: may-break
#   fix_check: >-
#     Say what to check before the fix is taken.
#   since: "${version}"
package plimsoll.rules${key(group)}${key(name)}

import data.plimsoll.lib.pod

# Allowed: true.
findings contains finding if {
	some container in pod.containers
	object.get(container.security, "readOnlyRootFilesystem", null) != true
	path := array.concat(container.security_path, ["readOnlyRootFilesystem"])
	finding := {
		"path": path,
		"message": concat("", [container.label, " may write to its root file system."]),
		"extent": {},
		"fix": [{"op": "set", "path": path, "value": true}],
	}
}
`;
}

/** A part of a package name as OPA formats it. */
function key(part: string): string {
  return part.includes('-') ? `["${part}"]` : `.${part}`;
}

function deployment(readOnly: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: example.org/web:1.0
          securityContext:
            readOnlyRootFilesystem: ${readOnly}
`;
}
