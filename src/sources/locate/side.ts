/** What locating a finding needs to know about its side of the review. */
import { type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type MadeNamespace } from '../../model/source.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type TemplateLines } from '../helm/locate/origin.ts';
import { type LaidOver } from '../kustomize/locate/laid-over.ts';
import { type OpenYaml } from '../../yaml/positions.ts';
import { type Lines } from '../../model/problem.ts';

/** The parts of a review's side that are needed to find the place of a finding. */
export interface LocatedSide {
  readonly texts: Texts;
  /** For each line of a rendered template, the source line that printed it. Null: the render with provenance failed. */
  readonly templateLines: (source: string, template: string) => Promise<TemplateLines | null>;
  /** Whether the lines of this template are traced in this source. */
  readonly isTraced: (source: string, template: string) => Promise<boolean>;
  /**
   * What set a field after the render, even to the value that it had: the declaration of the deployment, or another
   * deployment's metadata for the namespace. Null: nothing did.
   */
  readonly finishedBy: (manifest: Manifest, path: Path) => Lines | MadeNamespace | null;
  /** The changes of a deployment to its kustomization; null for none. */
  readonly laidOver: (source: string) => LaidOver | null;
}

export type Open = (text: string) => OpenYaml;
