/** What the rest of the line asks of a kind of source, and of the objects that it gives. All kinds: kinds.ts. */
import { type Engines } from '../engine/engines.ts';
import { type Json, type Path } from '../model/json.ts';
import { type Manifest, type Origin, type Rendering } from '../model/manifest.ts';
import { type Place } from '../model/problem.ts';
import { type FixOperation } from '../model/rule.ts';
import { type Source } from '../model/source.ts';
import { type Tree } from '../model/tree.ts';
import { type Texts } from '../snapshot/texts.ts';
import { type ParsedStream } from '../yaml/values.ts';
import { type PlannedEdit } from './candidates/candidate.ts';
import { type ShownLine } from './locate/shown-line.ts';
import { type LocatedSide, type Open } from './locate/side.ts';
import { type Charts } from './remote/charts.ts';
import { type Equipped } from './remote/equipped.ts';
import { type Traced } from './helm/render/render.ts';

/** What a source renders with. */
export interface RenderedWith {
  readonly tree: Tree;
  readonly texts: Texts;
  readonly engines: Engines;
  /** For sources that say no other. */
  readonly kubernetesVersion: string;
  /** Reads what templates print. */
  readonly documents: (text: string) => ParsedStream;
}

/** Methods: each takes a source of its own kind alone, and `kindOf` finds the kind by the source. */
export interface SourceKind<S extends Source = Source> {
  /** Whether it is of one file that is applied as it stands, and costs next to nothing to read. Else it is of a folder. */
  readonly isFile: boolean;
  /** What it needs from elsewhere, fetched. */
  equip(source: S, texts: Texts, charts: Charts): Promise<Equipped>;
  /** Whether it lacks what it can't be rendered without. */
  isLacking(equipped: Equipped<S>): boolean;
  render(source: S, means: RenderedWith): Promise<Rendering>;
  /** The Kubernetes that its deployment tells it; null for the run's. */
  kubernetesVersion(source: S): string | null;
  /** What decides how it renders beside its files: where a declaration has its values is not among it. */
  settings(source: S): Json;
  /** As its deployment has it after edits of files. `texts`: as they were before. */
  edited(source: S, edits: ReadonlyMap<string, string>, texts: Texts): Promise<S>;
}

/** The same of where an object comes from. */
export interface OriginKind<O extends Origin = Origin> {
  /** The file in which it is written, or that makes it. */
  file(origin: O): string;
  /** What finds the places of fields, over the findings of a side. */
  locator(side: LocatedSide, open: Open): OriginLocator<O>;
  /** What a file has of the object as it is; null where nothing is known to stand so in any. */
  written(origin: O): WrittenPart | null;
  /** Operations on the object as an edit where that is written; or why there is none. */
  edit(manifest: Manifest, origin: O, operations: readonly FixOperation[], texts: Texts): Promise<PlannedEdit>;
  /** Its own text, line by line, without what separates documents; null where it has none. */
  lines(origin: O, traced: Traced['lines'], texts: Texts): Promise<readonly ShownLine[] | null>;
}

export interface OriginLocator<O extends Origin = Origin> {
  locate(manifest: Manifest, origin: O, path: Path): Promise<Place>;
}

/** A document in which an object is written, or a part of it. */
export interface WrittenPart {
  readonly file: string;
  /** 0-based. Null: it is not known in which. */
  readonly document: number | null;
  /** How much of a path in that document leads to the object, or to the part that is written there. */
  readonly within: number;
  /** What the rest of it is below in the object. */
  readonly below: Path;
}
