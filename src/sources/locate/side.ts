import { type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type MadeNamespace } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type TemplateLines } from '../helm/locate/origin.ts';
import { type LaidOver } from '../kustomize/locate/laid-over.ts';
import { type OpenYaml } from '../../yaml/positions.ts';
import { type Lines } from '../../model/problem.ts';

/** The side of a review that a finding stands on, as far as its place depends on it. */
export interface LocatedSide {
  readonly texts: Texts;
  /** For each line of a rendered template, the source line that made it. Null: the marked render was not possible. */
  readonly templateLines: (source: string, template: string) => Promise<TemplateLines | null>;
  /** Whether lines of the template are looked for in this source. */
  readonly isTraced: (source: string, template: string) => Promise<boolean>;
  /** What changed a field of what a source rendered to: where its deployment is declared, or what another one writes. */
  readonly finishedBy: (manifest: Manifest, path: Path) => Lines | MadeNamespace | null;
  /** What a source's deployment lays over its kustomization; null for nothing. */
  readonly laidOver: (source: string) => LaidOver | null;
}

export type Open = (text: string) => OpenYaml;
