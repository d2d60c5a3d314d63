/** The kind of charts, which Helm renders with their values. */
import { type HelmSource } from '../../model/source.ts';
import { notInOneFile } from '../candidates/candidate.ts';
import { type OriginKind, type SourceKind } from '../kind.ts';
import { lineUnless } from '../locate/shown-line.ts';
import { chartAfter } from './candidates/chart-after.ts';
import { retainedChart } from './discover/retained.ts';
import { undeployedCharts } from './discover/undeployed.ts';
import { chartLocator } from './locate/in-templates.ts';
import { type HelmOrigin } from './locate/origin.ts';
import { withChart } from './remote/with-chart.ts';
import { renderHelm } from './render/render.ts';
import { chartSettings } from './settings.ts';

export const helmKind: SourceKind<HelmSource> = {
  isFile: false,
  claims: (path, { inCharts }) => inCharts.isTemplate(path),
  undeployed: undeployedCharts,
  retained: retainedChart,
  // A chart that is not deployed has tests and value files, which are matched elsewhere.
  marks: ({ path, release, remote }, isDeployed) =>
    isDeployed && remote === null ? [[path, release.name, release.namespace]] : [],
  valueFiles: ({ values }) => values,
  equip: withChart,
  isLacking: ({ source }) => source.remote !== null && source.files.size === 0,
  render: (source, { tree, engines, kubernetesVersion, documents }) =>
    renderHelm(source, tree, engines, kubernetesVersion, documents),
  kubernetesVersion: (source) => source.kubernetesVersion,
  settings: chartSettings,
  edited: chartAfter,
};

export const helmOriginKind: OriginKind<HelmOrigin> = {
  file: ({ template }) => template,
  mayBeInSeveralFiles: false,
  locator: chartLocator,
  written: () => null,
  // What a template prints is edited in the template or in values: src/fixes/for-chart.ts looks for these edits.
  edit: () => Promise.resolve(notInOneFile),
  lines: ({ name, text, start }, traced) => {
    const lines = traced.get(name) ?? [];
    return Promise.resolve(
      text.split('\n').flatMap((line, index) => lineUnless(/^(---|# Source: )/, line, lines[start + index] ?? null)),
    );
  },
};
