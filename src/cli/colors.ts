/** Decides whether output has colours: by FORCE_COLOR, then NO_COLOR, then whether it goes to a terminal. */

/**
 * `FORCE_COLOR` takes precedence over `NO_COLOR` (nodejs.org/api/cli.html#force_color1-2-3). Both are ignored when
 * empty (force-color.org, no-color.org). `FORCE_COLOR=0` and `false` mean no colours, as in Node.
 */
export function wantsColors(environment: Readonly<NodeJS.ProcessEnv>, isTerminal: boolean): boolean {
  const { FORCE_COLOR: forced = '', NO_COLOR: none = '', TERM: terminal } = environment;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return none === '' && isTerminal && terminal !== 'dumb';
}
