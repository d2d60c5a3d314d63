/** What was asked of the hub. */
export interface Logged {
  /** Counted from 1 over REST and GraphQL; requests of git have 0. */
  readonly n: number;
  readonly kind: 'rest' | 'graphql' | 'git';
  readonly method: string;
  /** The path as GitHub describes it; for GraphQL the operation: `mutation resolveReviewThread`. Null if unknown. */
  readonly pattern: string | null;
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  /** The login of the token's owner; null without a known token. */
  readonly by: string | null;
  readonly isWrite: boolean;
  /** Null as long as there is no answer. */
  status: number | null;
}
