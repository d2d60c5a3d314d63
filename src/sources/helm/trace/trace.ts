/** Traces the rendered lines of a chart to template lines, once per source. */
import { checkedAgainstHelm } from './checked-against-helm.ts';
import { type Rendering, type Manifest } from '../../../model/manifest.ts';
import { type Side } from '../../side.ts';
import { type HelmSource, type Source } from '../../../model/source.ts';
import { type Only } from '../values/origins.ts';
import { withIncluded } from '../values/templates.ts';
import { requestOf, type Traced, tracedOf } from '../render/render.ts';
import { type RenderContext } from '../../render/render-context.ts';

/** Traces of all wanted templates of a source, or at least of those named in `only`. */
export type Tracer = (source: Source, only?: Only) => Promise<Traced | null>;

const upgrade = { upgrade: true, others: '', release: false, namespace: false, cluster: false } as const;

/**
 * Renders a chart with provenance on first use, once. Null for a source that is not a chart or that cannot be rendered
 * so.
 *
 * @param wanted templates by source id, in Helm's names: only these are rendered for their sources.
 * @param when set to trace an upgrade's render.
 */
export function tracerOf(
  { side, renderings }: { readonly side: Pick<Side, 'tree' | 'texts'>; readonly renderings: readonly Rendering[] },
  { world, kubernetesVersion }: RenderContext,
  wanted: ReadonlyMap<string, readonly string[]> = new Map(),
  when?: Manifest['when'],
): Tracer {
  const known = new Map<string, Promise<Traced | null>>();
  const whole = renderings.filter(({ status }) => status === 'rendered');
  const printed = new Map(whole.map(({ source, manifests }) => [source.id, manifests]));
  const some = new Map<string, { readonly names: readonly string[]; readonly traced: Promise<Traced | null> }>();
  const trace = async (source: HelmSource, names = wanted.get(source.id) ?? []): Promise<Traced | null> => {
    const include = names.length === 0 ? [] : await withIncluded(names, source, side.texts);
    const manifests = when === undefined ? printed.get(source.id) : undefined;
    const isRendered = manifests !== undefined;
    const request = await requestOf(source, side.tree, kubernetesVersion, isRendered ? 'alone' : true);
    if (!request.ok) return null;
    // A chart that was already rendered need not be validated against its schema again.
    const skipSchemaValidation = isRendered || request.value.skipSchemaValidation;
    const supposed = when === undefined ? {} : { suppose: upgrade };
    const answer = await world.engines.helm.render({ ...request.value, include, skipSchemaValidation, ...supposed });
    if (!answer.ok) return null;
    return tracedOf(source, manifests === undefined ? answer.value : checkedAgainstHelm(answer.value, manifests));
  };
  return async (source, only) => {
    if (source.kind !== 'helm') return null;
    const part = some.get(source.id);
    if (!known.has(source.id) && only !== undefined) {
      if (part !== undefined && only.names.every((name) => part.names.includes(name))) return part.traced;
      if (part === undefined && only.begin) {
        const traced = trace(source, only.names);
        some.set(source.id, { names: only.names, traced });
        return traced;
      }
    }
    const traced = known.get(source.id) ?? trace(source);
    known.set(source.id, traced);
    return traced;
  };
}
