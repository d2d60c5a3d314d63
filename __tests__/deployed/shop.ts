/** A Deployment whose container has a security context, in flow style. */
export const deployment = (security: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: store}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: shop
          image: registry.example/shop:1
          securityContext: ${security}
`;
