import { action } from '../../action';
import type { Brand, RetrieveBrandInput } from '../../types';

export const process = action<RetrieveBrandInput, Brand>({
  title: 'Retrieve a brand',
  description: 'Returns one brand with its help center and its e-mail address.',
  request: 'GET /brands/{brand_id}',
  since: '2.15',
});
