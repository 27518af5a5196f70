import { action } from '../../action';
import type { IpAllowlist, UpdateIpAllowlistInput } from '../../types';

export const process = action<UpdateIpAllowlistInput, IpAllowlist>({
  title: 'Update the IP allowlist',
  description:
    'Changes the network addresses from which the workspace and its API can be reached. Intercom refuses a list that would shut out the caller.',
  request: 'PUT /ip_allowlist',
  since: '2.14',
  until: '2.16',
});
