/** What package.json says of this program. */
import about from '../../package.json' with { type: 'json' };

export const version: string = about.version;

/** Its `repository`, as npm takes it; null where it names none. */
export const repository: unknown = 'repository' in about ? about.repository : null;
