/**
 * Which rules are evaluated apart from others. OPA's wasm keeps 100 compiled regular expressions of an evaluation; with more
 * it deletes one that is still in use, and may never end. No part has that many: a test counts them.
 */

/** Rules and groups with many regular expressions of their own. All others are one part. */
const parts = new Map(
  Object.entries({
    'secrets/known-credential': 'known-credential',
    secrets: 'secrets',
    ai: 'ai',
    components: 'components',
    workload: 'workload',
    image: 'workload',
    cloud: 'workload',
    'supply-chain': 'workload',
    sbom: 'workload',
  }),
);

export function rulePart(group: string, rule: string): string {
  return parts.get(`${group}/${rule}`) ?? parts.get(group) ?? 'others';
}
