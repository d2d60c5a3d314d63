import { type Origin } from '../../../model/manifest.ts';

/** Per line of a rendered template (0-based): the file and 1-based line that made it, or null where that is not known. */
export type TemplateLines = readonly ({ readonly file: string; readonly line: number } | null)[];

export type HelmOrigin = Extract<Origin, { kind: 'helm' }>;

/** The lines of a template's file; null where it can't be read. */
export type TemplateText = (file: string) => readonly string[] | null;
