// The roles in the order in which a form offers them.
import type { Role } from '../../lib/contract/generated';

export const roles: Role[] = [
  'inspector',
  'owner',
  'surveyor',
  'contractor',
  'window',
  'approver',
  'agent',
  'credit_admin',
  'leader',
  'administrator',
];
