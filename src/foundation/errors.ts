/** The error classes of the program, and the message of anything that was thrown. */

/** The configuration or the command line is wrong. The program ends with exit code 2. */
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

/** A path that does not exist in the tree. The caller asked for a file that it did not get: a bug, or hostile input. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';

  constructor(path: string, tree: string) {
    super(`${path} is not in ${tree}`);
  }
}

/** The message of anything that was thrown. Foreign code throws strings and plain objects too. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  if (typeof thrown === 'string') return thrown;
  const text: unknown = JSON.stringify(thrown); // undefined for undefined and for functions
  return typeof text === 'string' ? text : 'there is no error message';
}
