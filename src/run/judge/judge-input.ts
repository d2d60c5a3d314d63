/** The input of the judge stage. */
import { type Compared } from '../../model/finding.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type Setting } from '../open/setting.ts';

/** What is judged: base and head as they were looked at, and what became of the findings between them. */
export interface JudgeInput {
  readonly setting: Setting;
  /** Null in an audit. */
  readonly base: InspectedSide | null;
  readonly head: InspectedSide;
  readonly compared: readonly Compared[];
  /** Whether a suggestion is wanted for a finding. */
  readonly wantsFix: (finding: Compared) => boolean;
}
