// Puts a problem of the host beside the field that it is about.
import type { ProblemView } from '../contract/generated';

/** The words for a field, when the problem names it (`field`, else `what` or `key`). */
export function fieldError(problem: ProblemView | undefined, field: string): string | undefined {
  if (!problem) return undefined;
  const { params } = problem;
  const named = String(params.field ?? params.what ?? params.key ?? '').toLowerCase();
  return named === field || named.endsWith(`.${field}`) ? `${problem.message} ${problem.next}` : undefined;
}

/** Whether the problem is about none of these fields, so that it stands above the form. */
export function onlyGeneral(problem: ProblemView | undefined, fields: string[]): boolean {
  return problem !== undefined && !fields.some((field) => fieldError(problem, field) !== undefined);
}
