import { action } from '../../action';
import { FileNotSupportedError } from '../../download';
import type { UploadEcommerceCatalogInput, UploadEcommerceCatalogOutput } from '../../types';

export const process = action<UploadEcommerceCatalogInput, UploadEcommerceCatalogOutput>(
  {
    title: 'Upload an ecommerce catalog',
    description:
      'Hands the products of a shop to Intercom, whole or in parts, so that Fin can recommend them. Not available yet: the step checks the products and fails, because files cannot be sent yet.',
    request: 'POST /ecommerce/connectors/{connector_id}/catalog',
    since: 'Preview',
  },
  async (_intercom, _input, { operation }) => {
    throw new FileNotSupportedError(
      `${operation.request} takes a file, and this version of the component cannot send files yet; ` +
        'until then, upload the catalog as multipart/form-data by other means, such as curl.',
    );
  },
);
