import { type Looked } from './looked.ts';
import { type HelmSource, type Source } from './model.ts';
import { requestOf, type Traced, tracedOf } from './render/helm.ts';
import { type Setting } from './setting.ts';

export type Tracer = (source: Source) => Promise<Traced | null>;

/** Renders a chart with provenance when first asked for it, and once. Null for what is no chart, or does not render so. */
export function tracerOf({ side }: Pick<Looked, 'side'>, { world, kubernetesVersion }: Setting): Tracer {
  const known = new Map<string, Promise<Traced | null>>();
  const trace = async (source: HelmSource): Promise<Traced | null> => {
    const answer = await world.engines.helm.render(await requestOf(source, side.tree, kubernetesVersion, true));
    return answer.ok ? tracedOf(source, answer.value) : null;
  };
  return async (source) => {
    if (source.kind !== 'helm') return null;
    const traced = known.get(source.id) ?? trace(source);
    known.set(source.id, traced);
    return traced;
  };
}
