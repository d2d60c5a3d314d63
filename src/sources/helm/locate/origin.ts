/** Types of the line origins of rendered templates. */
import { type Origin } from '../../../model/source.ts';

/**
 * For each line of a rendered template (0-based): the file and 1-based line that printed it; null where that is not
 * known.
 */
export type TemplateLines = readonly ({ readonly file: string; readonly line: number } | null)[];

export type HelmOrigin = Extract<Origin, { kind: 'helm' }>;

/** The lines of a template's file; null where it cannot be read. */
export type TemplateLinesOf = (file: string) => readonly string[] | null;
