import { action } from '../../action';
import type { IpAllowlist, RetrieveIpAllowlistInput } from '../../types';

export const process = action<RetrieveIpAllowlistInput, IpAllowlist>({
  title: 'Retrieve the IP allowlist',
  description:
    'Returns the network addresses from which the workspace can be reached, and whether that list is in force.',
  request: 'GET /ip_allowlist',
  since: '2.14',
  until: '2.16',
});
