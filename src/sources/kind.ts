/** The interface of a kind of source and of the origin of an object. kinds.ts lists all kinds. */
import { type Engines } from '../engine/engines.ts';
import { type Json, type Path } from '../model/json.ts';
import { type Manifest, type Rendering } from '../model/manifest.ts';
import { type Origin, type Source } from '../model/source.ts';
import { type Place } from '../model/problem.ts';
import { type FixOperation } from '../model/rule.ts';
import { type Tree } from '../model/tree.ts';
import { type Texts } from '../snapshot/texts.ts';
import { type ParsedStream } from '../yaml/values.ts';
import { type Claims, type Searched } from './discover/searched.ts';
import { type NewPlace } from './discover/new-place.ts';
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
  /** For sources whose deployment names no version. */
  readonly kubernetesVersion: string;
  /** Parses what templates print. */
  readonly documents: (text: string) => ParsedStream;
}

/** The methods take only sources of their own kind; `kindOf` finds the kind of a source. */
export interface SourceKind<S extends Source = Source> {
  /** True: a single file that is applied as it is and is cheap to read. False: a folder. */
  readonly isFile: boolean;
  /** Whether a file is read as this kind alone, so that it is no manifest of its own. */
  claims(path: string, claims: Claims): boolean;
  /** The sources that no declaration deploys. */
  undeployed(searched: Searched): readonly S[] | Promise<readonly S[]>;
  /** A source of another tree with the files of this one; null if it is no longer a source. */
  retained(source: S, place: NewPlace): S | null | Promise<S | null>;
  /** What sources share if they may render the same objects, whatever their paths. Empty: it is matched otherwise. */
  marks(source: S, isDeployed: boolean): readonly Json[];
  /** The files of values that it is rendered with: their names may tell the environment. */
  valueFiles(source: S): readonly string[];
  /** Fetches what the source needs from elsewhere. */
  equip(source: S, texts: Texts, charts: Charts): Promise<Equipped>;
  /** Whether something is missing without which it cannot be rendered. */
  isLacking(equipped: Equipped<S>): boolean;
  render(source: S, context: RenderedWith): Promise<Rendering>;
  /** The Kubernetes version that its deployment sets; null for the run's version. */
  kubernetesVersion(source: S): string | null;
  /**
   * What else decides the render, apart from its files. The place where a declaration writes its values is not part of
   * it.
   */
  settings(source: S): Json;
  /** The source as its deployment has it after edits of files. `texts`: the files before the edits. */
  edited(source: S, edits: ReadonlyMap<string, string>, texts: Texts): Promise<S>;
}

/** The interface of a kind of origin: where an object comes from. */
export interface OriginKind<O extends Origin = Origin> {
  /** The file in which the object is written, or the file that makes it. */
  file(origin: O): string;
  /** Finds the places of fields, for all findings of a side. */
  locator(side: LocatedSide, open: Open): OriginLocator<O>;
  /** Whether several files may write the fields of one object: a fix is then planned for each part. */
  readonly mayBeInSeveralFiles: boolean;
  /** The part of a file that has the object as it is; null where no file is known to have it. */
  written(origin: O): WrittenPart | null;
  /** The edit of the file in which the object is written that does these operations; or why there is none. */
  edit(manifest: Manifest, origin: O, operations: readonly FixOperation[], texts: Texts): Promise<PlannedEdit>;
  /** The object's own text by lines, without document separators; null where it has none. */
  lines(origin: O, traced: Traced['lines'], texts: Texts): Promise<readonly ShownLine[] | null>;
}

export interface OriginLocator<O extends Origin = Origin> {
  locate(manifest: Manifest, origin: O, path: Path): Promise<Place>;
}

/** A document in which an object is written, or a part of it. */
export interface WrittenPart {
  readonly file: string;
  /** 0-based; null where the document is not known. */
  readonly document: number | null;
  /** How many parts of a path in that document lead to the object, or to the part of it that is written there. */
  readonly within: number;
  /** The path in the object where that part begins. */
  readonly below: Path;
}
