/** The type of a trusted configuration, and of one given on the command line. */
import { type Config, type WrittenConfig } from './config/config.ts';
import { type Path } from '../model/json.ts';
import { type Tree } from '../model/tree.ts';

export interface TrustedConfig {
  /** The file, for messages. */
  readonly file: string;
  readonly value: Config;
  /** Only what the file sets. */
  readonly written: WrittenConfig;
  readonly lineOf: (path: Path) => number;
}

/** A configuration given by the user, which is trusted; null: the repository's own, from the trust root. */
export type GivenConfiguration = { readonly file: string; readonly text: string } | null;

/** The organisation's rules, as they were handed in or fetched. */
export interface GivenOrganisation {
  /** The file, for messages. */
  readonly file: string;
  readonly text: string;
  /** Where it comes from, as the end of `made mandatory by …`: `acme/policies@3f786850e3`. */
  readonly origin: string;
}

/** Where configurations are read from. */
export interface ConfigurationRoots {
  /** The tip of the default branch, or the files of an audit. It decides. */
  readonly trustRoot: Tree;
  /** The tip of the base branch if that is another commit: its configuration may only tighten. */
  readonly branch: Tree | null;
}

/** One tree decides alone. */
export function onlyRoot(trustRoot: Tree): ConfigurationRoots {
  return { trustRoot, branch: null };
}
