/** Comments in the conversation of a pull request, which for REST is an issue. */
import { addConversation, deleteComment, editComment, isTooLong, tooLong } from '../discussion.ts';
import { demand, demandUnlocked, type Permission, Refusal } from '../permissions.ts';
import { type Call, notFound, type Operations, pullOf, repositoryOf, text } from './call.ts';

/** Either is enough for the conversation of a pull request. */
const permissions: readonly Permission[] = ['issues', 'pull_requests'];

export const conversationOperations: Operations = {
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': (call) => {
    const pull = pullOf(call);
    demand(call.token, pull.repository, permissions, 'read');
    return { status: 200, items: pull.conversation.map((comment) => call.shapes.conversation(pull, comment)) };
  },

  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': (call) => {
    const pull = pullOf(call);
    const token = demand(call.token, pull.repository, permissions, 'write');
    demandUnlocked(token, pull);
    const body = text(call.body['body']);
    if (isTooLong(body)) throw tooLong();
    if (body.trim() === '') throw new Refusal(422, 'Validation Failed', [{ code: 'missing_field', field: 'body' }]);
    const comment = addConversation(call.setting, pull, token.identity, body);
    return { status: 201, body: call.shapes.conversation(pull, comment) };
  },

  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}': (call) => {
    const { pull, comment } = commentOf(call, 'read');
    return { status: 200, body: call.shapes.conversation(pull, comment) };
  },

  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': (call) => {
    const { pull, comment, token } = commentOf(call, 'write');
    editComment(call.setting, comment, token.identity, text(call.body['body']));
    return { status: 200, body: call.shapes.conversation(pull, comment) };
  },

  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': (call) => {
    const { pull, comment } = commentOf(call, 'write');
    deleteComment(pull, comment);
    return { status: 204, body: undefined };
  },
};

function commentOf(call: Call, level: 'read' | 'write') {
  const repository = repositoryOf(call);
  const token = demand(call.token, repository, permissions, level);
  for (const pull of repository.pulls) {
    const comment = pull.conversation.find(({ id }) => id === Number(call.params['comment_id']));
    if (comment === undefined) continue;
    if (level === 'write') demandUnlocked(token, pull);
    return { pull, comment, token };
  }
  throw notFound();
}
