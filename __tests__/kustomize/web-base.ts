/** A kustomization with a Deployment that meets the restricted level. */
export const webBase = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: web
          image: example.org/web:1
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`,
};
