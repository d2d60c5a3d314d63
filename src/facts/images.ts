/** The family `images`: which images workloads use, and in which workloads. */
import { z } from 'zod';
import { at, isJsonList } from '../foundation/json.ts';
import { containerLists } from '../foundation/kubernetes/workloads.ts';
import { groupBy } from '../foundation/groups.ts';
import { complete, exists, type Family, sortedNames, roaming } from './family.ts';
import { type PodOf, podsOf } from './pod.ts';

const use = z.strictObject({
  namespace: z.string(),
  /** The workload: `Deployment/web`. */
  name: z.string(),
  image: z.string(),
});

// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- an interface is no record of JSON
type ImageItems = { readonly uses: z.infer<typeof use> };

export const images: Family<ImageItems, ImageItems, unknown> = {
  lists: { uses: { item: use, words: null } },
  needs: [],
  questions: [['complete'], ['known', '*', 'used']],
  unsure: roaming,

  contribute: (object, namespace, kinds) => ({
    uses: podsOf(object, namespace, kinds).flatMap((pod) =>
      imagesIn(pod).map((image) => ({ namespace: pod.namespace, name: pod.workload, image })),
    ),
  }),

  combine(heap) {
    const byImage = groupBy(heap.claims('uses'), ({ item: { image } }) => image);
    const sorted = [...byImage].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      complete: complete(heap, 'uses'),
      known: Object.fromEntries(
        sorted.map(([image, claims]) => [
          image,
          {
            used: exists(claims),
            pinned: image.includes('@'),
            workloads: sortedNames(claims.map(({ item: { namespace, name } }) => `${namespace}/${name}`)),
          },
        ]),
      ),
    };
  },
};

function imagesIn({ spec }: PodOf): string[] {
  const lists = [...containerLists].map((list) => at(spec, [list]));
  const written = lists.flatMap((all) => (isJsonList(all) ? all.map((container) => at(container, ['image'])) : []));
  return written.flatMap((image) => (typeof image === 'string' && image !== '' ? [image] : []));
}
