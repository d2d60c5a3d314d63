/** Folder, beside a kustomization in the engine, of what its charts were rendered to. */
const suffix = '#helmCharts';

/** Where the engine has the component that brings what the charts of a kustomization were rendered to. */
export function chartsFolder(kustomization: string): string {
  return `${kustomization}${suffix}`;
}

/** What a chart of a kustomization rendered to: the only name that an object of it has for its file. */
export interface ChartDocument {
  /** The kustomization that has Helm render the chart. */
  readonly kustomization: string;
  /** Which of its charts, in the order of `helmChartEntries`. */
  readonly entry: number;
  /** Which of the documents that Helm prints of it. */
  readonly ordinal: number;
  /** The template, relative to the chart's folder. */
  readonly template: string;
}

/** `ordinal` tells apart the documents of a template. */
export function documentName(
  folder: string,
  entry: number,
  ordinal: number,
  template: ChartDocument['template'],
): string {
  return `${folder}/charts/${entry}/${ordinal}/${template}`;
}

/** Null for every other file. */
export function chartDocument(file: string): ChartDocument | null {
  const [, kustomization, entry, ordinal, template] = /^(.*)#helmCharts\/charts\/(\d+)\/(\d+)\/(.*)$/.exec(file) ?? [];
  return kustomization === undefined || template === undefined
    ? null
    : { kustomization, entry: Number(entry), ordinal: Number(ordinal), template };
}

/** Whether a file is of those that stand for charts in the engine, and nowhere else. */
export function isOfCharts(file: string): boolean {
  return file.includes(`${suffix}/`);
}

/** The kustomization that a file stands for, if it is of those that stand for charts. */
export function kustomizationOf(file: string): string {
  return file.split(`${suffix}/`)[0] ?? file;
}
