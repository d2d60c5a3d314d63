/** What the facts of a cluster allow, whatever the order of its objects and however they are spread over sources. */
import { askedOf, contributionOf } from '../../src/facts/contribution.ts';
import { relate } from '../../src/facts/relate.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { authorizerOf } from './authorizer.ts';
import { type AskedCluster } from './rbac-clusters.ts';

const asked = askedOf(['rbac']);

/** `y` or `n` for each question; `?` where the facts depend on the order of the objects or on their sources. */
export function answersFor({ objects, questions }: AskedCluster): string {
  const half = Math.ceil(objects.length / 2);
  const backwards = [...objects].reverse();
  const [one, other] = [
    authorizerOf(factsOf([objects])),
    authorizerOf(factsOf([backwards.slice(0, half), backwards.slice(half)])),
  ];
  return questions
    .map(({ who, what }) => {
      const is = one.may(who, what);
      if (other.may(who, what) !== is) return '?';
      return is ? 'y' : 'n';
    })
    .join('');
}

function factsOf(sources: readonly (readonly KubernetesObject[])[]): unknown {
  const brought = sources.map((objects) =>
    contributionOf(
      'default',
      objects.map((object) => ({ manifest: { object }, namespace: 'default' })),
      asked,
    ),
  );
  return relate(brought, [], { kept: false, images: {} }, asked).targets['default']?.['rbac'];
}
