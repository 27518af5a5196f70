import { action } from '../../action';
import type { UploadEcommerceCatalogInput, UploadEcommerceCatalogOutput } from '../../types';

export const process = action<UploadEcommerceCatalogInput, UploadEcommerceCatalogOutput>({
  title: 'Upload an ecommerce catalog',
  description:
    'Hands the products of a shop to Intercom, whole or in parts, so that Fin can recommend them, and returns the import that they belong to.',
  request: 'POST /ecommerce/connectors/{connector_id}/catalog',
  since: 'Preview',
  multipart: { catalog: 'catalog.json' },
});
