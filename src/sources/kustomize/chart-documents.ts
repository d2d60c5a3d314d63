/** Names the rendered documents of a kustomization's charts as files in the engine. */

/** Suffix of the folder, beside a kustomization in the engine, that holds the rendered objects of its charts. */
const suffix = '#helmCharts';

/** The engine's folder for the component that adds the rendered charts of a kustomization. */
export function chartsFolder(kustomization: string): string {
  return `${kustomization}${suffix}`;
}

/** A rendered document of a kustomization's chart, as it is named by an object's file. */
export interface ChartDocument {
  /** The kustomization that has Helm render the chart. */
  readonly kustomization: string;
  /** The index of the chart, in the order of `helmChartEntries`. */
  readonly entry: number;
  /** The number of the document in Helm's output for the chart. */
  readonly ordinal: number;
  /** The template, relative to the chart's folder. */
  readonly template: string;
}

/** `ordinal` distinguishes the documents of a template. */
export function documentName(
  folder: string,
  entry: number,
  ordinal: number,
  template: ChartDocument['template'],
): string {
  return `${folder}/charts/${entry}/${ordinal}/${template}`;
}

/** Null for any other file. */
export function chartDocument(file: string): ChartDocument | null {
  const [, kustomization, entry, ordinal, template] = /^(.*)#helmCharts\/charts\/(\d+)\/(\d+)\/(.*)$/.exec(file) ?? [];
  return kustomization === undefined || template === undefined
    ? null
    : { kustomization, entry: Number(entry), ordinal: Number(ordinal), template };
}

/** Whether a file stands for a chart's output and exists only in the engine. */
export function isOfCharts(file: string): boolean {
  return file.includes(`${suffix}/`);
}

/** The kustomization behind a file that stands for a chart's output; any other file itself. */
export function kustomizationOf(file: string): string {
  return file.split(`${suffix}/`)[0] ?? file;
}
