/** Version and repository of this program, from package.json. */
import about from '../../package.json' with { type: 'json' };

export const version: string = about.version;

/** The `repository` of package.json in any form that npm accepts; null if there is none. */
export const repository: unknown = 'repository' in about ? about.repository : null;
