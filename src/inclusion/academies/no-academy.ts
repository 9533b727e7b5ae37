import { NotFoundError } from '../../kernel/errors.ts';

export function noAcademy(): NotFoundError {
  return new NotFoundError('there is no academy with this uuid');
}
