/** The settings of a chart's render, apart from its files. */
import { type Json } from '../../model/json.ts';
import { type HelmSource, type ValueLayer } from '../../model/source.ts';

/** Equal for charts with equal settings, wherever these are written. */
export function chartSettings(source: HelmSource): Json {
  const { release, skipSchemaValidation, set, setString, setFile, apiVersions, layers, remote } = source;
  const { kubernetesVersion, skipCrds } = source;
  const unknown = source.setUnknown.map(({ name }) => name);
  const given = [set, setString, setFile, layers.map(valuesOf), apiVersions, kubernetesVersion, unknown];
  return [release.name, release.namespace, skipSchemaValidation, skipCrds, given, remote];
}

function valuesOf(layer: ValueLayer): Json {
  switch (layer.kind) {
    case 'file':
      return layer.file;
    case 'inline':
      return layer.value;
    case 'unknown':
      return [layer.of.why, layer.value, layer.leaves.map(({ path, type }) => [path, type])];
  }
}
