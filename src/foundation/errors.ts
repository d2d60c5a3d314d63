/** The configuration, or the words of a command line, are wrong. Ends with exit code 2. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  /** What is wrong: a file and key, or a flag. */
  readonly subject: string;
  readonly code: 'configuration' | 'usage' | 'base-missing' | 'rego-invalid';

  constructor(subject: string, message: string, code: ConfigurationError['code'] = 'configuration') {
    super(message);
    this.subject = subject;
    this.code = code;
  }
}

/** A path that is not in the tree. The caller asked for something it was not given: our bug, or hostile input. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';

  constructor(path: string, tree: string) {
    super(`${path} is not in ${tree}`);
  }
}

/** The text of anything that was thrown; foreign code throws strings and plain objects too. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  if (typeof thrown === 'string') return thrown;
  const text: unknown = JSON.stringify(thrown); // undefined for undefined and for functions
  return typeof text === 'string' ? text : 'nothing was said';
}
