/** Whether text has colours: FORCE_COLOR, then NO_COLOR, then whether it goes to a terminal. */

/**
 * `FORCE_COLOR` decides before `NO_COLOR` (nodejs.org/api/cli.html#force_color1-2-3); both say nothing when they are empty
 * (force-color.org, no-color.org). `0` and `false` are for no colours, as in Node.
 */
export function wantsColors(environment: Readonly<NodeJS.ProcessEnv>, isTerminal: boolean): boolean {
  const { FORCE_COLOR: forced = '', NO_COLOR: none = '', TERM: terminal } = environment;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return none === '' && isTerminal && terminal !== 'dumb';
}
